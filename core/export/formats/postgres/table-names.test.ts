import { expect, test } from 'vitest';
import { tablesOf } from '../../analysis/testing/tables-of.ts';
import { field, form, group, repeat } from '../../testing/forms.ts';
import { tableNames } from '../geopackage/layer-names.ts';
import { TableNames } from './table-names.ts';

const member = (place: string) => group(place, repeat(`${place}/member`, field(`${place}/member/name`)));

test('a repeat of a later version, in front of the others, takes the name of no table', () => {
  const older = form([member('home'), repeat('audit', field('audit/x'))], { version: '1', arrival: 1 });
  const newer = form([member('farm'), member('home')], { version: '2', arrival: 2 });
  const before = new Map([
    ['', 'form'],
    ['home/member', 'form_member'],
  ]);
  for (const models of [[older], [newer, older]]) {
    const { tables, places } = tablesOf(models, []);
    const names = new TableNames('form', places);
    expect(names.audit).toBe('form_audit');
    const given = new Map(tables.map(({ path }) => [path, names.of(path)]));
    for (const [path, name] of before) expect(given.get(path)).toBe(name);
    expect(given.get('audit')).toMatch(/^form_audit_[0-9a-f]{4}$/);
    const layers = tableNames(tables, places);
    expect(layers.get('home/member')?.table).toBe('form_member');
    if (models.length === 2) expect(given.get('farm/member')).toBe('form_farm_member');
  }
  // Also when only the questions of another repeat are exported.
  const { tables, places } = tablesOf([newer, older], [], { columns: ['farm/member/name'] });
  expect(tables.map(({ path }) => new TableNames('form', places).of(path))).toContain('form_farm_member');
});
