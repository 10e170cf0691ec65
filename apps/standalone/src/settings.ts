import { isIP } from 'node:net';
import { Expose, Transform, plainToInstance } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUrl, Matches, Max, MaxLength, Min, MinLength, validateSync } from 'class-validator';
import { MAX_TOKEN_LENGTH, MIN_TOKEN_LENGTH, TOKEN_FORMAT } from '@luciq/access';

/** A setting that cannot be used; the message is one sentence that names the variable. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting';
}

const blank = ({ value }: { value: unknown }): unknown => (value === '' ? undefined : value);
const whole = ({ value }: { value: unknown }): unknown => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value);

/** Settings of the standalone product, from the environment. An empty variable counts as not set. */
export class Settings {
  /** Port to listen on; 0 takes a free one. */
  @Expose()
  @Transform(blank)
  @Transform(whole)
  @IsInt({ message: 'PORT must be a whole number from 0 to 65535' })
  @Min(0, { message: 'PORT must be a whole number from 0 to 65535' })
  @Max(65_535, { message: 'PORT must be a whole number from 0 to 65535' })
  readonly PORT: number = 3000;

  /** Address to listen on. */
  @Expose()
  @Transform(blank)
  @Matches(/^[A-Za-z0-9.:-]{1,253}$/, { message: 'HOST must be a host name or an IP address, for example 127.0.0.1' })
  readonly HOST: string = '127.0.0.1';

  /** Where clients reach this server, without a path. */
  @Expose()
  @Transform(blank)
  @IsOptional()
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false, allow_query_components: false, allow_fragments: false, disallow_auth: true },
    { message: 'LUCIQ_PUBLIC_URL must be an address such as https://scim.example.com, without a query' },
  )
  readonly LUCIQ_PUBLIC_URL?: string;

  /** Folder of the data files; made if it is not there. */
  @Expose()
  @Transform(blank)
  @IsString()
  @MaxLength(1_024, { message: 'LUCIQ_DATA_DIR must be the path of a folder, at most 1024 characters' })
  readonly LUCIQ_DATA_DIR: string = './data';

  /** The demo company's token, instead of a generated one. */
  @Expose()
  @Transform(blank)
  @IsOptional()
  @MinLength(MIN_TOKEN_LENGTH, { message: `LUCIQ_BOOTSTRAP_TOKEN must be <id>.<secret> with at least ${MIN_TOKEN_LENGTH} characters` })
  @MaxLength(MAX_TOKEN_LENGTH, { message: `LUCIQ_BOOTSTRAP_TOKEN must be at most ${MAX_TOKEN_LENGTH} characters` })
  @Matches(TOKEN_FORMAT, {
    message: 'LUCIQ_BOOTSTRAP_TOKEN must be <id>.<secret>: an id of letters, digits, _ or -, a dot, and a secret of at least 16 characters without spaces',
  })
  readonly LUCIQ_BOOTSTRAP_TOKEN?: string;
}

/** Reads and checks the settings; throws WrongSetting for the first one that cannot be used. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const settings = plainToInstance(Settings, environment, { excludeExtraneousValues: true, exposeDefaultValues: true });
  const [wrong] = validateSync(settings);
  if (wrong) throw new WrongSetting(`${Object.values(wrong.constraints ?? {})[0] ?? `${wrong.property} cannot be used`}.`);
  return settings;
}

/** Where clients reach the server, without a slash at the end. `port` is the one listened on. */
export function publicUrl(settings: Settings, port: number): string {
  if (settings.LUCIQ_PUBLIC_URL !== undefined) return settings.LUCIQ_PUBLIC_URL.replace(/\/+$/, '');
  const host = isIP(settings.HOST) === 6 ? `[${settings.HOST}]` : settings.HOST;
  return `http://${host}:${port}`;
}
