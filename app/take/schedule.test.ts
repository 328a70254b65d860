import { afterEach, expect, test } from 'vitest';
import type { FormOfSource } from '../../core/model/form-ref.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { nextDue, PullSchedule, type Repeated } from './schedule.ts';

const OPENED = new Date(2026, 10, 22, 9, 0);
const form = (formId: string, repeat: Repeated['repeat'], lastPullAt: string | null = null): Repeated => ({
  source: 's',
  formId,
  repeat,
  lastPullAt,
});

const schedules: PullSchedule[] = [];
afterEach(async () => {
  for (const schedule of schedules.splice(0)) await schedule.stop();
});

function start(
  forms: () => readonly Repeated[],
  begin: (forms: readonly FormOfSource[]) => boolean,
  openedAt: Date | null = null,
) {
  const clock = new FakeClock(OPENED);
  const whenFree = (): Promise<void> => clock.sleep(1000, never);
  const schedule = new PullSchedule({ clock, openedAt, forms, begin, whenFree });
  schedules.push(schedule);
  schedule.start();
  return { clock, schedule };
}
const never = new AbortController().signal;

test('when a form is due', () => {
  expect(nextDue({ kind: 'never' }, OPENED)).toBeNull();
  expect(nextDue({ kind: 'hourly' }, OPENED)).toEqual(new Date(2026, 10, 22, 10, 0));
  expect(nextDue({ kind: 'daily', at: '09:00' }, OPENED)).toEqual(new Date(2026, 10, 23, 9, 0));
  expect(nextDue({ kind: 'daily', at: '09:01' }, OPENED)).toEqual(new Date(2026, 10, 22, 9, 1));
  expect(nextDue({ kind: 'daily', at: '06:30' }, OPENED)).toEqual(new Date(2026, 10, 23, 6, 30));
  expect(nextDue({ kind: 'daily', at: '06:30' }, new Date(2026, 11, 31, 23, 0))).toEqual(
    new Date(2027, 0, 1, 6, 30),
  );
});

test('each form is pulled at its time, forms with the same time together, and not again before the next time', async () => {
  const pulled: string[] = [];
  const forms = [
    form('a', { kind: 'hourly' }),
    form('b', { kind: 'hourly' }),
    form('c', { kind: 'daily', at: '10:30' }),
    form('d', { kind: 'never' }),
  ];
  const { clock } = start(
    () => forms,
    (due) => {
      pulled.push(due.map(({ formId }) => formId).join());
      return true;
    },
  );
  await clock.pass(59);
  expect(pulled).toEqual([]);
  await clock.pass(1);
  expect(pulled).toEqual(['a,b']);
  await clock.pass(30);
  expect(pulled).toEqual(['a,b', 'c']);
  await clock.pass(90);
  expect(pulled).toEqual(['a,b', 'c', 'a,b', 'a,b']);
});

test('what fell due while the workspace was locked is pulled at once, and only that', async () => {
  const pulled: string[] = [];
  const before = new Date(2026, 10, 22, 7, 30);
  const at = (hour: number, minute: number): string => new Date(2026, 10, 22, hour, minute).toISOString();
  const { clock } = start(
    () => [
      form('due', { kind: 'hourly' }, at(7, 40)),
      form('later', { kind: 'hourly' }, at(8, 20)),
      form('daily', { kind: 'daily', at: '08:00' }),
      form('earlier', { kind: 'daily', at: '07:00' }),
    ],
    (due) => {
      pulled.push(due.map(({ formId }) => formId).join());
      return true;
    },
    before,
  );
  await clock.pass(0);
  expect(pulled).toEqual(['due,daily']);
  await clock.pass(20);
  expect(pulled).toEqual(['due,daily', 'later']);
});

test('a pull by hand moves the next one', async () => {
  let pulled = 0;
  let lastPullAt: string | null = null;
  const { clock } = start(
    () => [form('a', { kind: 'hourly' }, lastPullAt)],
    () => {
      pulled += 1;
      return true;
    },
  );
  await clock.pass(40);
  lastPullAt = clock.now().toISOString();
  await clock.pass(59);
  expect(pulled).toBe(0);
  await clock.pass(1);
  expect(pulled).toBe(1);
});

test('a pull that is due while something runs waits for its end', async () => {
  let isBusy = true;
  let pulled = 0;
  const { clock } = start(
    () => [form('a', { kind: 'hourly' })],
    () => {
      if (!isBusy) pulled += 1;
      return !isBusy;
    },
  );
  await clock.pass(60);
  expect(pulled).toBe(0);
  isBusy = false;
  await clock.pass(1);
  expect(pulled).toBe(1);
});

test('the schedule can be stopped while it waits for something that runs', async () => {
  const { clock, schedule } = start(
    () => [form('a', { kind: 'hourly' })],
    () => false,
  );
  await clock.pass(60);
  await schedule.stop();
});

test('a form that is set to repeat is planned at once', async () => {
  let forms: readonly Repeated[] = [];
  let pulled = 0;
  const { clock, schedule } = start(
    () => forms,
    () => {
      pulled += 1;
      return true;
    },
  );
  await clock.pass(0.5);
  forms = [form('a', { kind: 'daily', at: '09:01' })];
  schedule.replan();
  await clock.pass(0.5);
  expect(pulled).toBe(1);
});
