import { Unrecoverable } from '@luciq/pump';

/** The rows were made from another log than the one that is read now, or from a state of it that was lost since. */
export class ForeignLog extends Unrecoverable {
  override readonly name = 'ForeignLog';
  constructor(what: string) {
    super(`${what}: the rows were made from another log, or the log was put back to an older state; make them anew with: operator rebuild`);
  }
}
