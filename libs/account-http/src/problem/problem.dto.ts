import { ShownNumber, ShownParts, ShownText } from '../validation/shown.ts';

/** What is wrong with one field. */
export class FieldProblemView {
  @ShownText('Path of the field.')
  readonly field!: string;

  @ShownText('What to do.')
  readonly detail!: string;
}

/** Why something was not done (RFC 9457). */
export class ProblemView {
  @ShownText('Address of the kind of problem.')
  readonly type!: string;

  @ShownText('The status in words.')
  readonly title!: string;

  @ShownNumber('HTTP status.')
  readonly status!: number;

  @ShownText('What happened, and what to do.')
  readonly detail!: string;

  @ShownText('The kind of problem, for programs.')
  readonly kind!: string;

  @ShownParts('What is wrong with which field, where the request could not be read.', () => FieldProblemView, { optional: true })
  readonly errors?: readonly FieldProblemView[];
}
