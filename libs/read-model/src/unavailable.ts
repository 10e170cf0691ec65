import { EngineError } from '@luciq/service';

/** The engine of the read model did not answer; the rows are unharmed, and a repeat may succeed. */
export class ReadModelUnavailable extends EngineError {
  override readonly name = 'ReadModelUnavailable';
  override readonly engine = 'read-model';
  override readonly trouble = 'unavailable';
}
