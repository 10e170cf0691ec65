/** The server listens, and its engines have not answered so far: the request is to be repeated. */
export class NotOpenYet extends Error {
  override readonly name = 'NotOpenYet';
  constructor() {
    super('the engines have not answered yet');
  }
}
