import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { isHere } from '../../fixtures/only-where.ts';
import { Log, type LogFields } from './log.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-log-'));
const path = join(folder, 'logs', 'attache.log');
afterEach(() => rmSync(join(folder, 'logs'), { recursive: true, force: true }));

test('a line is JSON with what is on the list', () => {
  const log = new Log(path, 'info');
  log.write('info', 'pull.ended', { run: 3, count: 12, code: 'net.timeout' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    level: 'info',
    event: 'pull.ended',
    run: 3,
    count: 12,
    code: 'net.timeout',
  });
  if (isHere('modes')) expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('only listed fields get in, even if a caller goes around the types', () => {
  const log = new Log(path, 'debug');
  fc.assert(
    fc.property(fc.string({ minLength: 8, maxLength: 40 }), (told) => {
      const canary = `Zawadi ${told} 5.7`;
      log.write('info', 'pull.ended', {
        code: canary,
        request: canary,
        count: canary,
        answer: canary,
      } as unknown as LogFields);
    }),
  );
  expect(readFileSync(path, 'utf8')).not.toContain('Zawadi');
});

test('the level is kept to, and "off" writes nothing', () => {
  const log = new Log(path, 'off');
  log.write('error', 'engine.crashed');
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  log.level = 'error';
  log.write('info', 'pull.ended');
  log.write('error', 'engine.crashed', { exit: 9 });
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a full log is set aside, and three old ones are kept', () => {
  const log = new Log(path, 'info');
  for (let i = 0; i < 6; i += 1) {
    log.write('info', 'pull.ended', { run: i });
    writeFileSync(path, 'x'.repeat(5_000_000));
  }
  log.write('info', 'pull.ended', { run: 6 });
  expect(statSync(`${path}.3`).size).toBe(5_000_000);
  expect(statSync(`${path}.4`, { throwIfNoEntry: false })).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toContain('"run":6');
});
