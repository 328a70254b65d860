import { afterAll, expect, test } from 'vitest';
import { scheduleOf } from '../../app/take/due-forms.ts';
import { Secret } from '../../core/ground/secret.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { serversHandlers } from './servers.ts';
import { chooseAll, PASSWORD, PullRooms } from './testing/pull-room.ts';

const rooms = new PullRooms();
afterAll(() => rooms.close());

test('forms are pulled by themselves as they are set, those of a server that needs a password are not', async () => {
  const clock = new FakeClock(new Date());
  const room = rooms.room({ clock });
  room.addServer('s', await rooms.server({ data: tinyData(3) }));
  room.addServer('t', await rooms.server({ data: tinyData(3) }));
  await chooseAll(room);
  await room.ask['forms.choose']({ forms: [{ source: 's', formId: 'plain' }], isChosen: false });
  const schedule = scheduleOf(room.context, room.runner);
  schedule.start();
  await clock.pass(180);
  expect(await room.ask['pull.history']({})).toEqual([]);

  // The usual repeat is for what is chosen.
  room.context.change({ repeat: 'hourly' });
  room.context.secrets.forget('t');
  schedule.replan();
  await clock.pass(61);
  expect(room.runner.isRunning).toBe(true);
  await room.runner.ended();
  const [pull] = await room.ask['pull.history']({});
  expect(pull).toMatchObject({ kind: 'pull', forms: 1, counts: { toFetch: 3, stored: 3 } });

  // A setting of its own is for its form, chosen or not.
  const plain = { source: 's', formId: 'plain' };
  const { settings } = await room.ask['forms.details'](plain);
  await room.ask['forms.set']({ form: plain, settings: { ...settings, repeat: { kind: 'hourly' } } });
  room.context.change({ repeat: 'never' });
  schedule.replan();
  await clock.pass(61);
  await room.runner.ended();
  const details = await room.ask['forms.details'](plain);
  expect(details.row.counts).toMatchObject({ here: 1, toPull: 0 });
  await schedule.stop();
});

test('a server that refused the login is not asked by itself again, until another one is given', async () => {
  const clock = new FakeClock(new Date());
  const room = rooms.room({ clock });
  const server = await rooms.server({ data: tinyData(3) });
  room.addServer('s', server);
  await chooseAll(room);
  room.context.change({ repeat: 'hourly' });
  room.context.secrets.keep('s', new Secret('not it'));
  const schedule = scheduleOf(room.context, room.runner);
  schedule.start();
  const pass = async (): Promise<number> => {
    const signed = () => server.requests.filter(({ scheme }) => scheme !== null).length;
    const before = signed();
    await clock.pass(61);
    await room.runner.ended();
    return signed() - before;
  };
  expect(await pass()).toBe(1);
  expect(await pass()).toBe(0);
  expect(await pass()).toBe(0);
  const servers = serversHandlers(room.context);
  await servers['servers.signIn']({ name: 's', secret: PASSWORD, remember: false });
  expect(await pass()).toBeGreaterThan(5);
  await schedule.stop();
});
