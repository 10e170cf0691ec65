/** How a command ended, as the exit status of the process. */
export const EXIT = { fine: 0, foundOrFailed: 1, wrongUse: 2 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The command cannot do its work; the message is a sentence for the operator, with the next step. */
export class CannotWork extends Error {
  override readonly name = 'CannotWork';
  constructor(
    message: string,
    readonly exitStatus: ExitStatus = EXIT.foundOrFailed,
  ) {
    super(message);
  }
}

/** Rows that this build cannot read; version 0 stands for no rows at all. */
export const outdatedRows = (version: number): CannotWork =>
  new CannotWork(
    version === 0
      ? 'There is no read model yet. Start the product once, or make it from the log with: operator rebuild.'
      : `The read model was made by another build (projection version ${version}). Make it anew from the log with: operator rebuild.`,
  );
