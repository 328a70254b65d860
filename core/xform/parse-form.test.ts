// Covers core/export/choice-cells.ts, core/xform/choice-filter.ts, core/xform/choices.ts,
// core/xform/controls.ts, core/xform/field-type.ts, core/xform/itext.ts, core/xform/nodeset.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { caseFolder, catalog, goodCases } from '../../fixtures/corpora/corpora.ts';
import { type FormField, type FormModel, type FormNode, shapeOf } from '../model/form.ts';
import { parseForm } from './parse-form.ts';

function fixture(name: string): FormModel {
  return parseForm(readFileSync(new URL(`../../fixtures/forms/${name}`, import.meta.url)), name);
}

function nodes(children: readonly FormNode[]): FormNode[] {
  return children.flatMap((node) => (node.kind === 'field' ? [node] : [node, ...nodes(node.children)]));
}

/** One line per node: path, then its type or kind. */
function outline(model: FormModel): string[] {
  return nodes(model.children).map((node) => `${node.path} ${node.kind === 'field' ? node.type : node.kind}`);
}

function at(model: FormModel, path: string): FormNode {
  const found = nodes(model.children).find((node) => node.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
}

function fieldAt(model: FormModel, path: string): FormField {
  const node = at(model, path);
  if (node.kind !== 'field') throw new Error(`${path} is a ${node.kind}`);
  return node;
}

const values = (field: FormField) => field.choices?.map(({ value }) => value) ?? null;

test('pyxform: the whole tree in model order, template and first instance as one', () => {
  const model = fixture('pyxform-household.xml');
  expect(model).toMatchObject({
    formId: 'household',
    version: '2024050101',
    title: 'Household health survey',
    rootName: 'household',
    publicKey: null,
    languages: ['English (en)', 'French (fr)', 'Amharic (am)'],
  });
  expect(outline(model)).toEqual([
    'start dateTime',
    'today date',
    'head_name string',
    'consent select1',
    'region select1',
    'district select1',
    'members_count int',
    'members repeat',
    'members/name string',
    'members/age int',
    'members/vaccines repeat',
    'members/vaccines/vaccine select1',
    'members/vaccines/given date',
    'water select',
    'priorities rank',
    'satisfaction int',
    'photo binary',
    'home group',
    'home/location geopoint',
    'home/plot geoshape',
    'note_end string',
    'thanks string',
    'meta group',
    'meta/audit binary',
    'meta/instanceID string',
    'meta/instanceName string',
    'meta/deprecatedID string',
    'meta/entity group',
    'meta/entity/label string',
  ]);
  expect(shapeOf(model).repeats).toEqual(['members', 'members/vaccines']);
});

test('pyxform: labels in three languages, outputs in their places, pictures and hyphens are no labels', () => {
  const model = fixture('pyxform-household.xml');
  const english = 'English (en)';
  const french = 'French (fr)';
  expect(at(model, 'head_name').labels).toEqual({
    [french]: 'Nom du chef de ménage',
    [english]: 'Name of the head',
    'Amharic (am)': 'የቤተሰብ ኃላፊ ስም',
  });
  expect(at(model, 'members/age').labels[french]).toBe(`Âge de \${name} en années`);
  expect(at(model, 'members').labels[english]).toBe('Members');
  expect(at(model, 'region').labels[english]).toBe('Region of the country');
  expect(at(model, 'water').labels).toEqual({ [english]: 'Sources of water' });
  expect(at(model, 'photo').labels).toEqual({});
  expect(at(model, 'note_end').labels).toEqual({ '': `Region is \${…}.` });
  expect(at(model, 'home').labels).toEqual({ '': 'Home' });
  expect(at(model, 'today').labels).toEqual({});
});

test('pyxform: lists inside of the form, translated, randomized, filtered, from a file', () => {
  const model = fixture('pyxform-household.xml');
  expect(fieldAt(model, 'consent').choices).toEqual([
    { value: 'yes', labels: { 'French (fr)': 'Oui', 'English (en)': 'Yes', 'Amharic (am)': 'አዎ' } },
    { value: 'no', labels: { 'French (fr)': 'Non', 'English (en)': 'No', 'Amharic (am)': 'አይ' } },
  ]);
  expect(values(fieldAt(model, 'region'))).toEqual(['north', 'south']);
  expect(fieldAt(model, 'region')).not.toHaveProperty('unansweredChoices');
  expect(values(fieldAt(model, 'priorities'))).toEqual(['yes', 'no']);
  expect(values(fieldAt(model, 'district'))).toEqual(['gondar', 'hawassa', 'arba_minch']);
  expect(fieldAt(model, 'district').unansweredChoices).toEqual([]);
  expect(fieldAt(model, 'members/vaccines/vaccine').choices).toBeNull();
  expect(values(fieldAt(model, 'water'))).toEqual(['well', 'river', 'tap']);
  expect(fieldAt(model, 'photo').mediaType).toBe('image/*');
  expect(fieldAt(model, 'priorities').bindType).toBe('rank');
});

test('Kobo: the control gives the type that the bind does not', () => {
  const model = fixture('kobo-clinic.xml');
  expect(model).toMatchObject({ formId: 'aXbY1cD', version: '3 (2024-02-11 08:00:12)', languages: [] });
  expect(outline(model)).toEqual([
    'formhub group',
    'formhub/uuid string',
    'start dateTime',
    'group_ab1 group',
    'group_ab1/_1_Symptoms select',
    'group_ab1/Severity select1',
    'Village select1',
    'visits repeat',
    'visits/when date',
    'visits/notes string',
    'Voice binary',
    '__version__ string',
    'meta group',
    'meta/instanceID string',
  ]);
  expect(fieldAt(model, 'Village').choices).toBeNull();
  expect(fieldAt(model, 'Voice')).toMatchObject({ bindType: '', mediaType: 'audio/*' });
  expect(values(fieldAt(model, 'group_ab1/_1_Symptoms'))).toEqual(['fever', 'cough']);
});

test('ODK Build: an empty default attribute, and a repeat inside of a group without reference', () => {
  const model = fixture('odk-build-trees.xml');
  expect(model).toMatchObject({ formId: 'build_Trees_1421', version: '1421', languages: ['eng'] });
  expect(shapeOf(model).repeats).toEqual(['plot/trees/tree']);
  expect(at(model, 'plot/trees/tree').labels).toEqual({ eng: 'Each tree' });
  expect(fieldAt(model, 'plot/trees/tree/height')).toMatchObject({ type: 'decimal', bindType: 'decimal' });
  expect(fieldAt(model, 'plot/species').choices?.map(({ labels }) => labels.eng)).toEqual(['Oak', 'Ash']);
});

test('old Aggregate: id as namespace, other prefixes, relative references and binds', () => {
  const model = fixture('aggregate-relative.xml');
  expect(model).toMatchObject({
    formId: 'http://example.org/forms/wells-2009',
    version: null,
    title: 'Well  inspection',
  });
  expect(outline(model)).toEqual([
    'name string',
    'title string',
    'when dateTime',
    'well repeat',
    'well/depth int',
    'well/kinds select',
    'well/empty_group string',
  ]);
  expect(at(model, 'well').labels).toEqual({ '': 'A well' });
  expect(at(model, 'well/depth').labels).toEqual({ '': 'Depth' });
  expect(values(fieldAt(model, 'well/kinds'))).toEqual(['dug', 'bored']);
});

test('Central: meta in its own namespace, the key of the project or of the server', () => {
  const own = fixture('central-selfkey-visit.xml');
  expect(own).toMatchObject({ formId: 'selfkey_visit', version: '2026-B', title: 'Self-key visit' });
  expect(own.publicKey).toMatch(/^MIIBIjAN[A-Za-z0-9+/]+={0,2}$/);
  expect(shapeOf(own).repeats).toEqual(['meds', 'meds/times']);
  expect(fieldAt(own, 'meta/audit').type).toBe('binary');
  const managed = fixture('central-managed-visit.xml');
  expect(managed.version).toBe('1[encrypted:AaIHWkZp]');
  expect(managed.publicKey).toHaveLength(392);
  expect(managed.children.map(({ path }) => path)).toEqual(own.children.map(({ path }) => path));
});

test.each(goodCases)('corpus %s: the definition is that of its submissions', (name) => {
  const folder = join(caseFolder(name), 'flat', 'forms');
  const files = readdirSync(folder).filter((file) => file.endsWith('.xml'));
  expect(files.length).toBeGreaterThan(0);
  const wanted = new Set(catalog.filter((row) => row.case === name).map((row) => row.formId));
  for (const file of files) {
    const model = parseForm(readFileSync(join(folder, file)), file);
    expect(wanted).toContain(model.formId);
    expect(model.publicKey).toMatch(/^MII/);
    expect(fieldAt(model, 'meta/instanceID').type).toBe('string');
  }
});

test('corpus g05: the choices in the order that Briefcase splits by', () => {
  const file = join(caseFolder('g05-select-multiple'), 'flat', 'forms', 'hh_sel_1.xml');
  const model = parseForm(readFileSync(file), file);
  expect(values(fieldAt(model, 'symptoms'))).toEqual(['fever', 'cough', 'rash', 'a-b']);
  expect(values(fieldAt(model, 'areas'))).toEqual(['north', 'south', 'east_west']);
  expect(fieldAt(model, 'trip/mode')).toMatchObject({ type: 'select', bindType: 'select' });
});
