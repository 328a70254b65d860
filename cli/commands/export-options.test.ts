import { Command } from 'commander';
import { expect, test } from 'vitest';
import { descriptions } from '../../core/export/formats/descriptions.ts';
import { type FormatFlags, formatOf } from './chosen-format.ts';
import { addFormatOptions, chosenBy, formatsWithSources } from './export-options.ts';

const command = () =>
  addFormatOptions(new Command('export').exitOverride().configureOutput({ writeErr: () => {} }));

/** Returns what these arguments choose. */
function chosen(...args: readonly string[]): object {
  const read = command();
  read.parse([...args], { from: 'user' });
  const given = read.opts<FormatFlags>();
  return chosenBy(formatOf(given), { ...given });
}

test('without flags nothing is chosen', () => {
  expect(chosen()).toEqual({});
  expect(chosen('--profile', 'briefcase')).toEqual({});
});

test('each format uses its own flags, and ignores those of others', () => {
  const args = ['--columns', 'leaf', '--separator', ';', '--bom', '--labels', '', '--time-zone', 'UTC'];
  expect(chosen(...args)).toEqual({
    names: 'leaf',
    separator: ';',
    byteOrderMark: true,
    labels: '',
    timeZone: 'UTC',
  });
  expect(chosen('--profile', 'briefcase', ...args)).toEqual({ timeZone: 'UTC' });
  expect(chosen('--profile', 'briefcase', '--remove-group-names')).toEqual({ names: 'leaf' });
  expect(chosen('--remove-group-names')).toEqual({});
});

test('a switch that is on by default can be turned off', () => {
  expect(chosen('--no-formula-guard')).toEqual({ formulaGuard: false });
  expect(chosen('--profile', 'briefcase', '--formula-guard')).toEqual({ formulaGuard: true });
});

test('--profile is the older name of --format, and the two may not name different formats', () => {
  expect(formatOf({})).toBe('tidy');
  expect(formatOf({ profile: 'briefcase' })).toBe('briefcase');
  expect(formatOf({ format: 'sqlite', profile: 'sqlite' })).toBe('sqlite');
  expect(() => formatOf({ format: 'sqlite', profile: 'tidy' })).toThrow(
    expect.objectContaining({ code: 'usage.bad_option' }),
  );
  expect(chosen('--format', 'briefcase', '--remove-group-names')).toEqual({ names: 'leaf' });
  expect(() => chosen('--format', 'x')).toThrow(/Allowed choices are tidy, briefcase, sqlite/);
});

test('an unknown value is refused', () => {
  expect(() => chosen('--columns', 'x')).toThrow(/Allowed choices are full, leaf, shortest/);
  expect(() => chosen('--profile', 'x')).toThrow(/Allowed choices are tidy, briefcase/);
});

test('the help names the formats of an option, and their defaults', () => {
  const help = command().configureHelp({ helpWidth: 500 }).helpInformation();
  expect(help).toMatch(/--columns <style> +tidy: column names/);
  expect(help).toMatch(/--format <name> .*\(default: tidy\)/);
  expect(help).toMatch(/--formula-guard .*\(default in tidy\)/);
  expect(help).toMatch(/--no-formula-guard .*\(default in briefcase\)/);
  expect(help).toMatch(/--time-zone <zone> +tidy, briefcase: show dates.*\(briefcase: UTC unless given\)/);
  for (const { id, help: words } of descriptions) expect(help).toContain(`${id}: ${words}`);
  expect(formatsWithSources()).toBe('tidy, sqlite');
});
