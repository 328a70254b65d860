// Covers core/pull/other-ways.ts.
import { afterAll, expect, test } from 'vitest';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { chooseAll, PullEngines, pullAll } from './testing/pull-engine.ts';

/* Several ways to one server in one pull, and several servers that fill one form. */
const engines = new PullEngines();
afterAll(() => engines.close());

const versions = Array.from({ length: 8 }, (_, i) => ({ id: String(i), name: `name ${i}` }));

test('what two ways to one server list is fetched once in one pull', async () => {
  const server = await engines.server({ data: editedData(versions) });
  const engine = engines.start();
  engine.addServer('one way', server);
  engine.addServer('another way', server);
  await chooseAll(engine);
  const { forms } = await pullAll(engine);
  const asked = server.requests.map(({ path }) => path).filter((path) => path.includes('downloadSubmission'));
  expect(asked).toHaveLength(8);
  expect(new Set(asked).size).toBe(8);
  const counts = forms.map(({ counts: { listed, alreadyHere, stored } }) => [listed, alreadyHere, stored]);
  expect(counts.sort()).toEqual([
    [8, 0, 8],
    [8, 8, 0],
  ]);
  expect(forms.map(({ step }) => step)).toEqual(['complete', 'complete']);
  // Rows with the same title can be distinguished.
  expect(forms.map(({ title }) => title).sort()).toEqual(['Edited (another way)', 'Edited (one way)']);
});

test('the report says what another server fills too', async () => {
  const engine = engines.start();
  for (const [i, version] of versions.slice(0, 2).entries()) {
    const source = `server ${i}`;
    engine.addServer(source, await engines.server({ data: editedData([version]) }));
    await engine.ask['forms.refresh']({ source });
    await pullAll(engine, [{ source, formId: editedForm }]);
  }
  const [last] = await engine.ask['pull.history']({});
  const { notes } = await engine.ask['pull.report']({ pullId: last?.pullId ?? 0 });
  expect(notes.map(({ code, params }) => [code, params.form, params.sources])).toEqual([
    ['source.also_filled', editedForm, 'server 0'],
  ]);
});
