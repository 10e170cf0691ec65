/** The file as a whole cannot be used, and nothing of it was brought in; the message is a sentence that says what is wrong with it, and where. */
export class MemberFileUnusable extends Error {
  override readonly name = 'MemberFileUnusable';
  constructor(file: string, what: string) {
    super(`The file ${file} ${what}`);
  }
}
