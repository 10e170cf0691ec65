import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/** A setting that cannot be used; the message is one sentence that names the variable. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting';
}

/**
 * Reads the settings of a class from the environment and checks them, without looking at variables of other classes. An
 * empty variable counts as not set. Throws WrongSetting for the first one that cannot be used.
 */
export function readSettings<Settings extends object>(
  type: new () => Settings,
  environment: NodeJS.ProcessEnv,
): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const settings = plainToInstance(type, given, { excludeExtraneousValues: true, exposeDefaultValues: true });
  const [wrong] = validateSync(settings);
  if (wrong)
    throw new WrongSetting(`${Object.values(wrong.constraints ?? {})[0] ?? `${wrong.property} cannot be used`}.`);
  return settings;
}
