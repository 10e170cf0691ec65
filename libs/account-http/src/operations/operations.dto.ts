import { ShownNumber, ShownPart, ShownParts, ShownText, ShownTime } from '../validation/shown.ts';

/** A pump: what carries records on. */
export class PumpView {
  @ShownText('The service that it runs in.')
  readonly service!: string;

  @ShownText('Its name.')
  readonly name!: string;

  @ShownText('What it is doing.')
  readonly state!: string;

  @ShownText('How far it has come; null where nobody says.', { nullable: true })
  readonly position!: string | null;

  @ShownNumber('Records that wait for it; null where nobody says.', { nullable: true })
  readonly lagRecords!: number | null;

  @ShownNumber('Seconds by which it is behind; null where nobody says.', { nullable: true })
  readonly lagSeconds!: number | null;
}

/** A company whose rows stand still. */
export class ParkedView {
  @ShownText('Id of the company.')
  readonly companyId!: string;

  @ShownText('Why, without personal data.')
  readonly reason!: string;

  @ShownTime('Since when.')
  readonly parkedAt!: string;

  @ShownNumber('How often it was tried.')
  readonly attempts!: number;
}

/** A rebuild of the rows. */
export class RebuildView {
  @ShownText('How it stands.', { words: ['idle', 'running', 'done', 'failed'] })
  readonly state!: 'idle' | 'running' | 'done' | 'failed';

  @ShownNumber('Position in the log up to which it is done; positions are not counts.')
  readonly done!: number;

  @ShownNumber('Position of the end of the log.')
  readonly total!: number;

  @ShownText('What else there is to say.', { nullable: true })
  readonly detail!: string | null;
}

/** How the service is doing. */
export class OperationsView {
  @ShownParts('Pumps.', () => PumpView)
  readonly pumps!: readonly PumpView[];

  @ShownParts('Companies whose rows stand still.', () => ParkedView)
  readonly parked!: readonly ParkedView[];

  @ShownPart('The rebuild under way, or the last one.', () => RebuildView)
  readonly rebuild!: RebuildView;
}
