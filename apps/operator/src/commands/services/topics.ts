import { counted } from '@luciq/events';
import { kafkaConnection, openTopics, topicSettings } from '@luciq/messaging/kafka';
import { KafkaSettings, readSettings } from '@luciq/settings';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

/** Makes the topics that are missing, and says how they are made. Throws TopicsUnsuitable where one that is there differs. */
export async function createTopics({ json }: GlobalOptions): Promise<ExitStatus> {
  const kafka = readSettings(KafkaSettings, process.env);
  const settings = topicSettings(kafka);
  await openTopics(kafkaConnection(kafka, 'luciq-operator'), settings);
  const { names, partitions, replicationFactor, retentionDays } = settings;
  if (json) {
    printJson({
      topics: [names.messages, names.checkpoint, names.leader],
      partitions,
      replicationFactor,
      retentionDays,
    });
    return EXIT.fine;
  }
  printTable(
    ['topic', 'partitions', 'replicas', 'keeps'],
    [
      [names.messages, String(partitions), String(replicationFactor), counted(retentionDays, 'day')],
      [names.checkpoint, '1', String(replicationFactor), 'the newest of each key'],
      [names.leader, '1', String(replicationFactor), 'nothing: it is only owned'],
    ],
  );
  print('All topics are there.');
  return EXIT.fine;
}
