// Covers core/export/formats/ddi/data-package.ts, core/export/formats/ddi/ddi-codebook.ts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awkwardForm } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { projectRoot } from '../../../../fixtures/checks/project.ts';
import { findDataPackageReader } from '../../../../fixtures/datapackage/datapackage.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { wideReader } from '../../wide-reader.ts';

/* The awkward form, read by programs that are not ours. */

const { reader, rows } = awkwardForm(null);

async function exported(options: Partial<OptionsFor<'ddi'>> = {}): Promise<string> {
  const folder = temporaryFolder();
  const rowReader = options.repeats === 'wide' ? wideReader(reader, {}) : reader;
  await writeExport(rowReader, { folder, fileName: 'awkward', ...options, format: 'ddi' });
  return folder;
}

const RULES = join(projectRoot, 'fixtures/ddi/codebook-part.rng');

onlyWhere('xmllint')('xmllint finds the elements of DDI-Codebook 2.5 in their order', async () => {
  const wide = { repeats: 'wide' } as const;
  for (const options of [{}, { labels: 'አማርኛ (am)', selectMultiple: 'both' }, wide] as const) {
    const path = join(await exported(options), 'awkward-ddi.xml');
    // It prints the document, and throws when a rule is broken.
    expect(outputOf('xmllint', ['--nonet', '--relaxng', RULES, path])).toContain('</codeBook>');
    const count = outputOf('xmllint', ['--xpath', 'count(//*[local-name()="var"])', path]);
    expect(Number(count)).toBeGreaterThan(60);
  }
});

/** Compares the columns of every file with the data package and the DDI file, in Python. */
const COMPARE = `
import csv, json, os, sys
import xml.etree.ElementTree as ET
csv.field_size_limit(10 ** 9)
folder = sys.argv[1]
package = json.load(open(os.path.join(folder, 'datapackage.json'), encoding='utf-8'))
ddi = ET.parse(os.path.join(folder, 'awkward-ddi.xml')).getroot()
ns = {'d': 'ddi:codebook:2_5'}
result = {}
for place, resource in enumerate(r for r in package['resources'] if r['profile'] == 'tabular-data-resource'):
    with open(os.path.join(folder, resource['path']), encoding='utf-8', newline='') as file:
        header, *lines = csv.reader(file, delimiter=resource['dialect']['delimiter'])
    fields = [field['name'] for field in resource['schema']['fields']]
    name = 'F%d' % (place + 1)
    variables = [v for v in ddi.iterfind('d:dataDscr/d:var', ns) if v.get('files') == name]
    assert header == fields == [v.get('name') for v in variables], resource['path']
    described = ddi.find('d:fileDscr[@ID="%s"]/d:fileTxt' % name, ns)
    assert described.find('d:fileName', ns).text == resource['path']
    assert int(described.find('d:dimensns/d:caseQnty', ns).text) == len(lines)
    for column, variable in enumerate(variables):
        values = [line[column] for line in lines if line[column] != '']
        stat = {s.get('type'): s.text for s in variable.iterfind('d:sumStat', ns)}
        assert int(stat['vald']) == len(values), (resource['path'], header[column])
        assert int(stat['invd']) == len(lines) - len(values), (resource['path'], header[column])
        for category in variable.iterfind('d:catgry', ns):
            value = category.find('d:catValu', ns).text
            count = int(category.find('d:catStat', ns).text)
            if resource['schema']['fields'][column]['type'] == 'string' and ' ' not in ''.join(values):
                assert count == sum(v == value for v in values), (header[column], value)
        assert set(stat) == {'vald', 'invd'}, header[column]
    result[resource['path']] = len(lines)
print(json.dumps(result))
`;

onlyWhere('python3')(
  'Python finds every column and count as both files say, also with rows as columns',
  async () => {
    const wide = await exported({ repeats: 'wide', selectMultiple: 'both' });
    expect(JSON.parse(outputOf('python3', ['-c', COMPARE, wide]))).toEqual({
      'awkward.csv': rows.get('')?.length,
    });
    const folder = await exported();
    const counted = JSON.parse(outputOf('python3', ['-c', COMPARE, folder])) as Record<string, number>;
    expect(Object.keys(counted).sort()).toEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('.csv') && !name.endsWith('-audit.csv'))
        .sort(),
    );
    expect(Object.values(counted).sort()).toEqual([...rows.values()].map((own) => own.length).sort());
  },
);

const found = findDataPackageReader();
const read = 'read' in found ? found.read : () => ({ isValid: false, errors: [], resources: [] });
const reason = 'reason' in found ? ` (skipped: ${found.reason})` : '';

describe.skipIf(reason !== '')(`the datapackage library${reason}`, () => {
  test('takes the file for valid, and reads every row with its types, choices and keys', async () => {
    for (const options of [{}, { selectMultiple: 'both', timeZone: 'Africa/Nairobi' }] as const) {
      const { isValid, errors, resources } = read(join(await exported(options), 'datapackage.json'));
      expect(errors).toEqual([]);
      expect(isValid).toBe(true);
      const tables = resources.filter((resource) => resource.rows !== null);
      expect(tables.map(({ rows: own }) => own?.length)).toEqual([...rows.values()].map((own) => own.length));
      const keys = tables.flatMap(({ rows: own }) => own?.map(({ key }) => key) ?? []);
      expect(new Set(keys)).toEqual(new Set([...rows.values()].flat().map(({ key }) => key)));
    }
  });

  test('reads every row whose repeats are columns', async () => {
    const { isValid, errors, resources } = read(
      join(await exported({ repeats: 'wide' }), 'datapackage.json'),
    );
    expect([isValid, errors]).toEqual([true, []]);
    const tables = resources.filter((resource) => resource.rows !== null);
    expect(tables.map(({ rows: own }) => own?.map(({ key }) => key))).toEqual([
      rows.get('')?.map(({ key }) => key),
    ]);
  });
});
