import { ApiProperty } from '@nestjs/swagger';

/** The steps of the set-up, in order. */
export const STEPS = [
  'saml-configured',
  'saml-enabled',
  'token-issued',
  'scim-enabled',
  'connector-tested',
  'user-created',
  'user-updated',
  'user-deactivated',
  'users-imported',
] as const;

/** One step of the set-up. */
export class StepView {
  @ApiProperty({
    description: 'The step. `token-issued`: the company has a token that has not expired.',
    type: String,
    enum: [...STEPS],
  })
  readonly id!: (typeof STEPS)[number];

  @ApiProperty({ description: 'Whether it is done.' })
  readonly done!: boolean;

  @ApiProperty({
    description: 'When it was first done, where that is known.',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  readonly time!: string | null;
}

/** How far the set-up is. */
export class ChecklistView {
  @ApiProperty({
    description: 'Steps, in the order in which they are usually done.',
    type: () => StepView,
    isArray: true,
  })
  readonly steps!: readonly StepView[];
}
