import { ApiProperty } from '@nestjs/swagger';

/** A pump: what carries records on. */
export class PumpView {
  @ApiProperty({ description: 'The service that it runs in.' })
  readonly service!: string;

  @ApiProperty({ description: 'Its name.' })
  readonly name!: string;

  @ApiProperty({ description: 'What it is doing.' })
  readonly state!: string;

  @ApiProperty({ description: 'How far it has come; null where nobody says.', type: String, nullable: true })
  readonly position!: string | null;

  @ApiProperty({ description: 'Records that wait for it; null where nobody says.', type: Number, nullable: true })
  readonly lagRecords!: number | null;

  @ApiProperty({ description: 'Seconds by which it is behind; null where nobody says.', type: Number, nullable: true })
  readonly lagSeconds!: number | null;
}

/** A company whose rows stand still. */
export class ParkedView {
  @ApiProperty({ description: 'Id of the company.' })
  readonly companyId!: string;

  @ApiProperty({ description: 'Why, without personal data.' })
  readonly reason!: string;

  @ApiProperty({ description: 'Since when.', format: 'date-time' })
  readonly parkedAt!: string;

  @ApiProperty({ description: 'How often it was tried.' })
  readonly attempts!: number;
}

/** A rebuild of the rows. */
export class RebuildView {
  @ApiProperty({ description: 'How it stands.', type: String, enum: ['idle', 'running', 'done', 'failed'] })
  readonly state!: 'idle' | 'running' | 'done' | 'failed';

  @ApiProperty({ description: 'Position in the log up to which it is done; positions are not counts.' })
  readonly done!: number;

  @ApiProperty({ description: 'Position of the end of the log.' })
  readonly total!: number;

  @ApiProperty({ description: 'What else there is to say.', type: String, nullable: true })
  readonly detail!: string | null;
}

/** How the service is doing. */
export class OperationsView {
  @ApiProperty({ description: 'Pumps.', type: () => PumpView, isArray: true })
  readonly pumps!: readonly PumpView[];

  @ApiProperty({ description: 'Companies whose rows stand still.', type: () => ParkedView, isArray: true })
  readonly parked!: readonly ParkedView[];

  @ApiProperty({ description: 'The rebuild under way, or the last one.', type: () => RebuildView })
  readonly rebuild!: RebuildView;
}
