import { afterAll, expect, test } from 'vitest';
import { scheduleOf } from '../../app/take/due-forms.ts';
import { Secret } from '../../core/ground/secret.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { serversHandlers } from './servers.ts';
import { chooseAll, PASSWORD, PullEngines } from './testing/pull-engine.ts';

const engines = new PullEngines();
afterAll(() => engines.close());

test('forms are pulled by themselves as they are set, those of a server that needs a password are not', async () => {
  const clock = new FakeClock(new Date());
  const engine = engines.start({ clock });
  engine.addServer('s', await engines.server({ data: tinyData(3) }));
  engine.addServer('t', await engines.server({ data: tinyData(3) }));
  await chooseAll(engine);
  await engine.ask['forms.choose']({ forms: [{ source: 's', formId: 'plain' }], isChosen: false });
  const schedule = scheduleOf(engine.context, engine.runner);
  schedule.start();
  await clock.pass(180);
  expect(await engine.ask['pull.history']({})).toEqual([]);

  // The usual repeat is for what is chosen.
  engine.context.change({ repeat: 'hourly' });
  engine.context.secrets.forget('t');
  schedule.replan();
  await clock.pass(61);
  expect(engine.runner.isRunning).toBe(true);
  await engine.runner.ended();
  const [pull] = await engine.ask['pull.history']({});
  expect(pull).toMatchObject({ kind: 'pull', forms: 1, counts: { toFetch: 3, stored: 3 } });

  // A setting of its own is for its form, chosen or not.
  const plain = { source: 's', formId: 'plain' };
  const { settings } = await engine.ask['forms.details'](plain);
  await engine.ask['forms.set']({ form: plain, settings: { ...settings, repeat: { kind: 'hourly' } } });
  engine.context.change({ repeat: 'never' });
  schedule.replan();
  await clock.pass(61);
  await engine.runner.ended();
  const details = await engine.ask['forms.details'](plain);
  expect(details.row.counts).toMatchObject({ here: 1, toPull: 0 });
  await schedule.stop();
});

test('a server that refused the login is not asked by itself again, until another one is given', async () => {
  const clock = new FakeClock(new Date());
  const engine = engines.start({ clock });
  const server = await engines.server({ data: tinyData(3) });
  engine.addServer('s', server);
  await chooseAll(engine);
  engine.context.change({ repeat: 'hourly' });
  engine.context.secrets.keep('s', new Secret('not it'));
  const schedule = scheduleOf(engine.context, engine.runner);
  schedule.start();
  const pass = async (): Promise<number> => {
    const signed = () => server.requests.filter(({ scheme }) => scheme !== null).length;
    const before = signed();
    await clock.pass(61);
    await engine.runner.ended();
    return signed() - before;
  };
  expect(await pass()).toBe(1);
  expect(await pass()).toBe(0);
  expect(await pass()).toBe(0);
  const servers = serversHandlers(engine.context);
  await servers['servers.signIn']({ name: 's', secret: PASSWORD, remember: false });
  expect(await pass()).toBeGreaterThan(5);
  await schedule.stop();
});
