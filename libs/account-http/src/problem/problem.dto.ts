import { ApiProperty } from '@nestjs/swagger';

/** What is wrong with one field. */
export class FieldProblemView {
  @ApiProperty({ description: 'Path of the field.' })
  readonly field!: string;

  @ApiProperty({ description: 'What to do.' })
  readonly detail!: string;
}

/** Why something was not done (RFC 9457). */
export class ProblemView {
  @ApiProperty({ description: 'Address of the kind of problem.' })
  readonly type!: string;

  @ApiProperty({ description: 'The status in words.' })
  readonly title!: string;

  @ApiProperty({ description: 'HTTP status.' })
  readonly status!: number;

  @ApiProperty({ description: 'What happened, and what to do.' })
  readonly detail!: string;

  @ApiProperty({ description: 'The kind of problem, for programs.' })
  readonly kind!: string;

  @ApiProperty({ description: 'What is wrong with which field, where the request could not be read.', type: () => FieldProblemView, isArray: true, required: false })
  readonly errors?: readonly FieldProblemView[];
}
