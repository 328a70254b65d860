// Covers electron/engine/servers.ts.
import { afterAll, expect, test } from 'vitest';
import { scheduleOf } from '../../app/take/due-forms.ts';
import { Secret } from '../../core/ground/secret.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { serversHandlers } from './servers.ts';
import { chooseAll, PASSWORD, PullEngines } from './testing/pull-engine.ts';

const engines = new PullEngines();
afterAll(() => engines.close());

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
