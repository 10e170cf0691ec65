import { Expose } from 'class-transformer';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { MAX_TOKEN_LENGTH, MIN_TOKEN_LENGTH, TOKEN_FORMAT } from '@luciq/access';
import { HttpSettings, Text, WholeNumber } from '@luciq/settings';

/** Settings of the standalone product. */
export class StandaloneSettings extends HttpSettings {
  /** Folder of the data files; made if it is not there. */
  @Expose()
  @IsString()
  @MaxLength(1_024, { message: 'LUCIQ_DATA_DIR must be the path of a folder, at most 1024 characters' })
  readonly LUCIQ_DATA_DIR: string = './data';

  /** The demo company's token, instead of a generated one. */
  @Expose()
  @IsOptional()
  @MinLength(MIN_TOKEN_LENGTH, {
    message: `LUCIQ_BOOTSTRAP_TOKEN must be <id>.<secret> with at least ${MIN_TOKEN_LENGTH} characters`,
  })
  @MaxLength(MAX_TOKEN_LENGTH, { message: `LUCIQ_BOOTSTRAP_TOKEN must be at most ${MAX_TOKEN_LENGTH} characters` })
  @Matches(TOKEN_FORMAT, {
    message:
      'LUCIQ_BOOTSTRAP_TOKEN must be <id>.<secret>: an id of letters, digits, _ or -, a dot, and a secret of at least 16 characters without spaces',
  })
  readonly LUCIQ_BOOTSTRAP_TOKEN?: string;

  /** Port of health and metrics; none unless set. */
  @IsOptional()
  @WholeNumber({ min: 0, max: 65_535 })
  readonly LUCIQ_OPERATIONS_PORT?: number;

  /** Address to serve them on. */
  @Text({ form: /^[A-Za-z0-9.:-]{1,253}$/, be: 'a host name or an IP address, for example 127.0.0.1' })
  readonly LUCIQ_OPERATIONS_HOST: string = '127.0.0.1';
}
