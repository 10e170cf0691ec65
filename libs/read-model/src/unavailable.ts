/** The engine of the read model did not answer; the rows are unharmed, and a repeat may succeed. */
export class ReadModelUnavailable extends Error {
  override readonly name = 'ReadModelUnavailable';
}
