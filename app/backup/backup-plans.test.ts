import { expect, test } from 'vitest';
import type { BackupState } from '../../core/model/backup.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { BackupSchedule, type DueWork, dueWork } from './backup-plans.ts';

function state(change: Partial<BackupState>): BackupState {
  return {
    folder: '/b',
    plan: { isNightly: true, at: '02:00' },
    snapshot: 's',
    lastAt: null,
    lastProvedAt: null,
    lastCheckAt: null,
    lastDrillAt: null,
    lastRunAt: null,
    lastRun: null,
    problem: null,
    findings: [],
    bytes: 0,
    snapshots: 0,
    ...change,
  };
}

/** A local time, so that the test does not depend on the zone. */
const local = (text: string): Date => new Date(`2026-11-${text}`);
const iso = (text: string): string => local(text).toISOString();
const works = (change: Partial<BackupState>, now: string): readonly string[] =>
  dueWork([state({ lastDrillAt: iso('20T03:00'), ...change })], local(now)).map(({ work }) => work);

test('a backup is due after the set time of each night, at the first chance', () => {
  expect(works({ lastAt: iso('21T02:00'), lastRunAt: iso('21T02:00') }, '22T01:59')).toEqual([]);
  expect(works({ lastAt: iso('21T02:00'), lastRunAt: iso('21T02:00') }, '22T02:00')).toEqual(['backup']);
  // The computer was off for days.
  expect(works({ lastAt: iso('21T02:00'), lastRunAt: iso('21T02:00') }, '25T09:30')).toEqual(['backup']);
  // One by hand in the evening does not stand for the night.
  expect(works({ lastAt: iso('21T20:00'), lastRunAt: iso('21T20:00') }, '22T02:00')).toEqual(['backup']);
  expect(works({ lastAt: iso('22T02:00'), lastRunAt: iso('22T02:00') }, '22T12:00')).toEqual([]);
  expect(works({ snapshot: null }, '22T12:00')).toEqual(['backup']);
});

test('without a plan, nothing is due', () => {
  expect(works({ plan: { isNightly: false, at: '02:00' }, lastDrillAt: null }, '25T12:00')).toEqual([]);
});

test('a run that failed or was interrupted is due again an hour later', () => {
  const failed = { lastAt: iso('21T02:00'), lastRunAt: iso('22T02:00') };
  expect(works(failed, '22T02:59')).toEqual([]);
  expect(works(failed, '22T03:00')).toEqual(['backup']);
});

test('times in the future do not count', () => {
  expect(works({ lastAt: iso('29T02:00'), lastRunAt: iso('29T02:00') }, '22T12:00')).toEqual(['backup']);
});

test('a restore drill is due with the first backup, and then monthly', () => {
  const done = { lastAt: iso('22T02:00'), lastRunAt: iso('22T02:00') };
  expect(works({ ...done, lastDrillAt: null }, '22T12:00')).toEqual(['drill']);
  expect(
    works(
      { ...done, lastDrillAt: new Date(local('22T12:00').getTime() - 31 * 86_400_000).toISOString() },
      '22T12:00',
    ),
  ).toEqual(['drill']);
});

test('the schedule does one thing at a time, and what fails again only after an hour', async () => {
  const clock = new FakeClock(local('22T12:00'));
  const begun: DueWork[] = [];
  const schedule = new BackupSchedule({
    clock,
    states: () => [state({})],
    begin: (due) => {
      begun.push(due);
      return Promise.reject(new Error('reported'));
    },
  });
  schedule.start();
  await clock.pass(59);
  expect(begun).toEqual([{ folder: '/b', work: 'backup' }]);
  await clock.pass(120);
  expect(begun).toHaveLength(3);
  await schedule.stop();
});
