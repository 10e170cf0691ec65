import { expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { operator } from './program.ts';

/** Commands whose description and options say all there is to say. */
const SAY_ALL = ['operator companies'];

/** True if `--help` says more than description, arguments and options. */
function saysMore(command: Command): boolean {
  let written = '';
  command.configureOutput({ writeOut: (text) => (written += text) }).outputHelp();
  return written !== command.helpInformation();
}

/** Every command that does something, by its whole name; those of a group are explained by the group's text, too. */
const leaves = (command: Command, explained = false, path: readonly string[] = []): readonly [string, boolean][] => {
  const own = [...path, command.name()];
  const has = (path.length > 0 && explained) || saysMore(command);
  if (command.commands.length === 0) return [[own.join(' '), has]];
  return command.commands.flatMap((inner) => leaves(inner, path.length > 0 && has, own));
};

it('explains every command with an example, beyond its description', () => {
  const commands = leaves(operator());
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter(([, has]) => !has).map(([name]) => name)).toEqual(SAY_ALL);
});
