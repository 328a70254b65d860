import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Workspace } from '../../core/store/workspace.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { OtherPrograms } from './other-programs.ts';
import { type TestContext, testContext } from './testing/context.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-others-'));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Workspace {
  const workspace = new Workspace(folder);
  closing.push(() => workspace.close());
  return workspace;
}

function watched(clock: FakeClock): TestContext {
  const context = testContext(open(), { clock });
  const others = new OtherPrograms(context);
  closing.push(() => others.stop());
  others.start();
  return context;
}

function store(workspace: Workspace, name: string): void {
  const file = join(folder, name);
  writeFileSync(file, name);
  workspace.rememberFiles([file], 'a', new Date());
}

test('the windows hear of what another program stores, and not of what this one does', async () => {
  const clock = new FakeClock(new Date());
  const context = watched(clock);
  const other = open();
  await clock.pass(1);
  store(context.workspace, 'own');
  await clock.pass(1);
  expect(context.events).toEqual([]);
  store(other, 'one');
  store(other, 'two');
  await clock.pass(1);
  expect(context.events).toEqual([{ type: 'changed-elsewhere' }]);
  store(other, 'three');
  await clock.pass(1);
  expect(context.events).toHaveLength(2);
});
