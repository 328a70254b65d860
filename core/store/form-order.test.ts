import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { analysisTables } from '../export/analysis/analysis-tables.ts';
import { OWN, TARGET } from '../export/analysis/testing/tables-of.ts';
import { parseForm } from '../xform/parse-form.ts';
import { newestFirst } from './form-order.ts';
import type { Workspace } from './workspace.ts';

/** Returns the versions, the newest first. Takes them in the order in which they were seen. */
function ordered(...versions: readonly (string | null)[]): (string | null)[] {
  const seen = versions.map((version, i) => ({ id: i, version, lastRun: i }));
  return newestFirst(seen).map(({ version }) => version);
}

describe('the newest version is first, whatever was seen last', () => {
  it.each([
    ['numbers', ['1', '2', '9', '10', '2024010100', '2026113001']],
    ['long numbers', ['99999999999999999999998', '99999999999999999999999', '100000000000000000000000']],
    ['numbers with points', ['1', '1.2', '1.10', '2', '2.0.1']],
    ['numbers with a text around them', ['v1', 'V2', 'v2.1', 'v10']],
    ['days', ['2025-12-31', '2026-01-02', '2026-01-10']],
    [
      'what KoboToolbox writes',
      ['1 (2021-03-29 19:40:28)', '2 (2021-03-30 08:00:00)', '10 (2021-09-01 10:00:00)'],
    ],
    ['Arabic digits', ['٩', '١٠']],
    ['no version at first', [null, '1', '2']],
  ])('%s', (_name, oldestFirst) => {
    const newest = oldestFirst.toReversed();
    expect(ordered(...oldestFirst)).toEqual(newest);
    expect(ordered(...newest)).toEqual(newest);
    expect(ordered(...newest.slice(1), ...newest.slice(0, 1))).toEqual(newest);
  });
});

describe('where versions show no order, the one that was seen last is first', () => {
  it.each([
    ['words', ['final', 'pilot']],
    ['random ones', ['vMvhGrB2XdTcaQ', 'vAb9kQ7PzL1']],
    ['days with the year at the end', ['30/11/2026', '01/12/2026']],
    ['days with the name of the month', ['30 Nov 2026', '05 Nov 2027']],
    ['months before the year', ['11-2026', '02-2027']],
    ['days without anything between', ['30112026', '01122026']],
  ])('%s', (_name, versions) => {
    expect(ordered(...versions)).toEqual(versions.toReversed());
    expect(ordered(...versions.toReversed())).toEqual(versions);
  });

  it('and takes the versions along that can be compared with it', () => {
    expect(ordered('v2', 'v1', 'pilot')).toEqual(['pilot', 'v2', 'v1']);
    expect(ordered('v2', 'pilot', 'v1')).toEqual(['v2', 'v1', 'pilot']);
  });

  it('and so for two definitions of one version', () => {
    const same = [1, 2, 3].map((id) => ({ id, version: '1', lastRun: id === 1 ? 9 : 5 }));
    expect(newestFirst(same).map(({ id }) => id)).toEqual([1, 3, 2]);
  });
});

it('the order does not depend on the order of the rows', () => {
  const version = fc.oneof(
    fc.constantFrom(
      null,
      '1',
      '01',
      '2',
      '1.1',
      'v1',
      'v2',
      'a',
      'b',
      '1/1/2026',
      '2/2/2025',
      '5b',
      '9a',
      '1a',
    ),
    fc.string({ maxLength: 6 }),
  );
  const definition = fc.tuple(version, fc.nat(3));
  fc.assert(
    fc.property(fc.array(definition, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (all, random) => {
      const rows = all.map(([own, lastRun], id) => ({ id, version: own, lastRun }));
      const shuffled = rows
        .map((row) => ({ row, at: random.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row);
      expect(newestFirst(shuffled)).toEqual(newestFirst(rows));
    }),
  );
});

/** A definition of a form. Takes its version, its title, the type of `age`, and the questions of two groups. */
function definition(version: string, title: string, type: string, first: string): Uint8Array {
  const other = first === 'home' ? 'work' : 'home';
  return Buffer.from(`<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
    <h:head><h:title>${title}</h:title><model><instance><data id="f" version="${version}">
      <age/><${first}><name/></${first}>${version === '1' ? '' : `<${other}><name/></${other}>`}
    </data></instance><bind nodeset="/data/age" type="${type}"/></model></h:head>
    <h:body><input ref="/data/age"><label>Age ${version}</label></input></h:body></h:html>`);
}

function take(workspace: Workspace, run: number, ...definitions: readonly Uint8Array[]): void {
  const at = new Date(Date.UTC(2026, 0, run)).toISOString();
  for (const bytes of definitions) {
    workspace.forms.put(bytes, parseForm(bytes, 'f.xml'), null, { id: run, at });
  }
}

it('an older version that comes later changes neither types, labels, titles nor names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attache-form-order-'));
  const workspace = testWorkspace(folder);
  onTestFinished(() => {
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const exported = () => {
    const reader = workspace.rows('f');
    const made = analysisTables(reader, { folder }, OWN, TARGET);
    const columns = made.tables[0]?.columns.flatMap(({ question, name, kind, labels }) =>
      question === null || name.endsWith('_text') ? [] : [[question.path, name, kind, labels['']]],
    );
    return { columns, title: made.form.title, face: workspace.forms.faces()[0]?.title };
  };
  take(workspace, 1, definition('2', 'Now', 'int', 'home'));
  const before = exported();
  expect(before).toMatchObject({ title: 'Now', face: 'Now' });
  expect(before.columns).toEqual([
    ['age', 'age', 'whole', 'Age 2'],
    ['home/name', 'name', 'text', undefined],
    ['work/name', 'work_name', 'text', undefined],
  ]);
  take(workspace, 2, definition('1', 'Then', 'string', 'work'));
  expect(exported()).toEqual(before);
});

it('versions that come together give names from the oldest to the newest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attache-form-order-'));
  const workspace = testWorkspace(folder);
  onTestFinished(() => {
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });
  take(workspace, 1, definition('2', 'Now', 'int', 'home'), definition('1', 'Then', 'string', 'work'));
  const [table] = analysisTables(workspace.rows('f'), { folder }, OWN, TARGET).tables;
  const names = new Map(table?.columns.map(({ original, name }) => [original, name]));
  expect([names.get('work/name'), names.get('home/name')]).toEqual(['name', 'home_name']);
});
