// Covers core/export/formats/codebook/csv-codebook.ts, core/export/formats/codebook/html-codebook.ts.
import { expect } from 'vitest';
import { awkwardForm } from '../../../../fixtures/awkward-form/awkward-form.ts';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import { writeExport } from '../../export.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

/* The codebooks of the awkward form, read by Python: all three say the same, and the page is whole. */

const { reader, rows } = awkwardForm(null);

const READ = `
import csv, json, os, sys
from html.parser import HTMLParser
folder = sys.argv[1]
path = lambda end: os.path.join(folder, 'awkward-codebook.' + end)
book = json.load(open(path('json'), encoding='utf-8'))

languages = book['form']['languages']
lines = list(csv.DictReader(open(path('csv'), encoding='utf-8', newline='')))
guarded = lambda text: text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text
at = 0
for table in book['tables']:
    for variable in table['variables']:
        line = lines[at]; at += 1
        assert line['choice'] == '' and guarded(line['variable']) == variable['name'], line
        assert line['table'] == table['path'] and int(line['rows']) == table['rows']
        counts = variable['counts']
        own = [int(line[name]) for name in ('values', 'empty', 'not_asked', 'not_in_version', 'misfits')]
        assert own == [counts[name] for name in ('values', 'empty', 'notAsked', 'notInVersion', 'misfits')]
        assert sum(own) == table['rows'], (variable['name'], own)
        for language in languages:
            label = variable['labels'].get(language)
            if label is not None:
                assert guarded(line['label::' + language if language else 'label']) == label
        for choice in variable['choices'] or []:
            line = lines[at]; at += 1
            assert (guarded(line['choice']), line['code'], line['values']) == (
                choice['value'], str(choice['code']), str(choice['count'])), line
assert at == len(lines)

class Page(HTMLParser):
    VOID = {'meta', 'br'}
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.tags, self.ids, self.links = [], [], set(), set(), set()
    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        own = dict(attributes)
        if 'id' in own: self.ids.add(own['id'])
        if 'href' in own: self.links.add(own['href'])
        assert 'src' not in own and not any(name.startswith('on') for name in own)
        if tag not in self.VOID: self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
    def handle_data(self, text):
        self.texts.append(text)
page = Page()
page.feed(open(path('html'), encoding='utf-8').read())
page.close()
assert page.open == [] and not page.tags & {'script', 'link', 'img', 'iframe', 'object'}
assert page.links == {'#' + name for name in page.ids}
shown = set(page.texts)
for table in book['tables']:
    for variable in table['variables']:
        assert variable['name'] in shown, variable['name']
        for text in [*variable['labels'].values(), *(c['value'] for c in variable['choices'] or [])]:
            assert text in shown, text
print(json.dumps([[table['path'], table['rows'], len(table['variables'])] for table in book['tables']]))
`;

onlyWhere('python3')('Python reads the same from the page, the table and the data', async () => {
  const folder = temporaryFolder();
  for (const codebookFormat of ['html', 'csv', 'json'] as const) {
    await writeExport(reader, { folder, fileName: 'awkward', codebookFormat, format: 'codebook' });
  }
  const tables = JSON.parse(outputOf('python3', ['-c', READ, folder])) as [string, number, number][];
  expect(tables.map(([path, count]) => [path, count])).toEqual(
    [...rows].map(([path, own]) => [path, own.length]),
  );
  expect(tables[0]?.[2]).toBeGreaterThan(60);
});
