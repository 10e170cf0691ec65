import { Text, WholeNumber } from './kinds.ts';

/** Where health and metrics are served: apart from the clients' port, because they are nobody else's business. */
export class OperationsSettings {
  /** Port of `/health/live`, `/health/ready` and `/metrics`; 0 takes a free one. */
  @WholeNumber({ min: 0, max: 65_535 })
  readonly LUCIQ_OPERATIONS_PORT: number = 9464;

  /** Address to serve them on. */
  @Text({ form: /^[A-Za-z0-9.:-]{1,253}$/, be: 'a host name or an IP address, for example 127.0.0.1' })
  readonly LUCIQ_OPERATIONS_HOST: string = '127.0.0.1';
}
