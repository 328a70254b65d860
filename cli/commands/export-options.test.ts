import { Command } from 'commander';
import { expect, test } from 'vitest';
import { descriptions, wordOf } from '../../core/export/formats/descriptions.ts';
import { isProblem, type ProblemData } from '../../core/ground/problem.ts';
import { type FormatFlags, formatsOf } from './chosen-format.ts';
import { addFormatOptions, checkFlags, chosenBy, formatsWithSources } from './export-options.ts';

const command = () =>
  addFormatOptions(new Command('export').exitOverride().configureOutput({ writeErr: () => {} }));

/** Returns what these arguments choose for each format. */
function allChosen(...args: readonly string[]): object[] {
  const read = command();
  read.parse([...args], { from: 'user' });
  const given = read.opts<FormatFlags>();
  const formats = formatsOf(given);
  checkFlags(formats, { ...given });
  return formats.map((format) => chosenBy(format, { ...given }));
}

/** Returns what these arguments choose for the first format. */
const chosen = (...args: readonly string[]): object => allChosen(...args)[0] ?? {};

/** Returns the problem that these arguments are refused with. */
function refused(...args: readonly string[]): ProblemData {
  try {
    throw new Error(`accepted: ${JSON.stringify(allChosen(...args))}`);
  } catch (error) {
    if (isProblem(error)) return error.data;
    throw error;
  }
}

test('without flags nothing is chosen', () => {
  expect(chosen()).toEqual({});
  expect(chosen('--profile', 'briefcase')).toEqual({});
});

test('each format uses its own flags', () => {
  const args = ['--columns', 'leaf', '--separator', ';', '--bom', '--labels', '', '--time-zone', 'UTC'];
  expect(chosen(...args)).toEqual({
    names: 'leaf',
    separator: ';',
    byteOrderMark: true,
    labels: '',
    timeZone: 'UTC',
  });
  const both = ['--format', 'csv', '--format', 'briefcase', '--columns', 'full', '--remove-group-names'];
  expect(allChosen(...both)).toEqual([{ names: 'full' }, { names: 'leaf' }]);
});

test('an option that no chosen format has is refused, with the formats that have it', () => {
  expect(refused('--format', 'briefcase', '--labels', 'en')).toMatchObject({
    code: 'usage.option_of_other_format',
    params: { option: '--labels', formats: 'briefcase', having: expect.stringMatching(/^csv, sqlite\b/) },
  });
  expect(refused('--remove-group-names').params).toMatchObject({ formats: 'csv', having: 'briefcase' });
  expect(refused('--format', 'sqlite', '--no-formula-guard').params).toMatchObject({
    option: '--formula-guard',
    having: expect.stringMatching(/^csv, briefcase\b/),
  });
  expect(allChosen('--format', 'briefcase', '--format', 'csv', '--labels', 'en')).toEqual([
    {},
    { labels: 'en' },
  ]);
});

test('a value that one of the chosen formats does not have is refused', () => {
  expect(chosen('--select-multiple', 'columns')).toEqual({ selectMultiple: 'columns' });
  const both = ['--format', 'csv', '--format', 'sqlite', '--select-multiple', 'columns'];
  expect(refused(...both).params).toMatchObject({
    option: '--select-multiple columns',
    formats: 'sqlite',
    having: expect.stringMatching(/^csv/),
  });
});

test('--split-select-multiples is another name of --select-multiple both', () => {
  for (const format of ['csv', 'briefcase', 'sqlite']) {
    expect(chosen('--format', format, '--split-select-multiples')).toEqual({ selectMultiple: 'both' });
    expect(chosen('--format', format, '--select-multiple', 'both')).toEqual({ selectMultiple: 'both' });
  }
  expect(chosen('--split-select-multiples', '--select-multiple', 'both')).toEqual({ selectMultiple: 'both' });
  expect(refused('--split-select-multiples', '--select-multiple', 'text').code).toBe('usage.bad_option');
});

test('a switch that is on by default can be turned off', () => {
  expect(chosen('--no-formula-guard')).toEqual({ formulaGuard: false });
  expect(chosen('--profile', 'briefcase', '--formula-guard')).toEqual({ formulaGuard: true });
});

test('a format has the word of the command line, and its id is accepted too', () => {
  const read = (...args: readonly string[]) => {
    const parsed = command();
    parsed.parse([...args], { from: 'user' });
    return formatsOf(parsed.opts<FormatFlags>());
  };
  expect(read()).toEqual(['tidy']);
  expect(read('--format', 'csv')).toEqual(['tidy']);
  expect(read('--format', 'tidy')).toEqual(['tidy']);
  expect(read('--profile', 'tidy')).toEqual(['tidy']);
  expect(read('--profile', 'briefcase')).toEqual(['briefcase']);
  expect(read('--format', 'sqlite', '--format', 'csv', '--format', 'tidy')).toEqual(['sqlite', 'tidy']);
  expect(() => read('--format', 'x')).toThrow(/Allowed choices are csv, briefcase, sqlite/);
  expect(() => read('--profile', 'x')).toThrow(/Allowed choices are csv, briefcase/);
});

test('--profile is the older name of --format, and the two may not name different formats', () => {
  expect(formatsOf({ format: ['sqlite'], profile: 'sqlite' })).toEqual(['sqlite']);
  for (const format of [['sqlite'], ['tidy', 'sqlite']] as const)
    expect(() => formatsOf({ format, profile: 'tidy' })).toThrow(
      expect.objectContaining({ code: 'usage.bad_option' }),
    );
  expect(chosen('--format', 'briefcase', '--remove-group-names')).toEqual({ names: 'leaf' });
});

test('an unknown value is refused', () => {
  expect(() => chosen('--columns', 'x')).toThrow(/Allowed choices are full, leaf, shortest/);
  expect(() => chosen('--select-multiple', 'x')).toThrow(/Allowed choices are text, columns, both/);
});

test('the help names the formats of an option, and their defaults', () => {
  const help = command().configureHelp({ helpWidth: 5000 }).helpInformation();
  expect(help).toMatch(
    /--split-select-multiples +(?:csv[a-z, ]*: )?one more column for each choice, as --select-multiple both/,
  );
  expect(help).toMatch(/--columns <style> +csv[a-z, ]*: column names/);
  expect(help).toMatch(/--format <name> .*\(default: csv\)/);
  expect(help).toMatch(/--formula-guard .*\(default in csv[a-z, ]*\)/);
  expect(help).toMatch(/--no-formula-guard .*\(default in briefcase\)/);
  expect(help).toMatch(
    /--time-zone <zone> +csv, briefcase[a-z, ]*: show dates.*\(briefcase[a-z, ]*: UTC unless given\)/,
  );
  for (const { id, help: words } of descriptions) expect(help).toContain(`${wordOf(id)}: ${words}`);
  expect(formatsWithSources()).toMatch(/^csv, sqlite\b/);
});
