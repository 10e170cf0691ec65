import { Hosts, OneOf, Text, WholeNumber } from './kinds.ts';

/** Which Kafka, how to sign in, and how its topics are made. */
export class KafkaSettings {
  /** Brokers to begin with, `host:port`, separated by commas. */
  @Hosts({ be: 'a list such as kafka-1:9092,kafka-2:9092' })
  readonly LUCIQ_KAFKA_BROKERS!: string;

  /** Whether the brokers speak TLS. */
  @OneOf(['true', 'false'])
  readonly LUCIQ_KAFKA_TLS: string = 'false';

  /** How to sign in; not at all unless set. */
  @OneOf(['plain', 'scram-sha-256', 'scram-sha-512'], { optional: true })
  readonly LUCIQ_KAFKA_SASL?: string;

  @Text({ form: /^\S{1,256}$/, be: 'a user name without spaces', optional: true })
  readonly LUCIQ_KAFKA_USERNAME?: string;

  @Text({ form: /^.{1,1024}$/, be: 'a password', optional: true })
  readonly LUCIQ_KAFKA_PASSWORD?: string;

  /** Begins the name of every topic, group and transactional id. */
  @Text({ form: /^[a-z0-9][a-z0-9._-]{0,63}$/, be: 'up to 64 of a-z, 0-9, dot, dash and underscore' })
  readonly LUCIQ_KAFKA_PREFIX: string = 'luciq';

  /** Partitions of the provisioning topic when it is made; more partitions let more projectors work at once. */
  @WholeNumber({ min: 1, max: 1_000 })
  readonly LUCIQ_KAFKA_PARTITIONS: number = 12;

  /** Copies of each partition when a topic is made. */
  @WholeNumber({ min: 1, max: 9 })
  readonly LUCIQ_KAFKA_REPLICATION: number = 3;

  /** How long the provisioning topic keeps messages, when it is made. Older history comes from the log. */
  @WholeNumber({ min: 1, max: 3_650, unit: 'days' })
  readonly LUCIQ_KAFKA_RETENTION_DAYS: number = 30;
}
