import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Workspace } from '../../core/store/workspace.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { OtherPrograms } from './other-programs.ts';

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

function watched(clock: FakeClock): { readonly workspace: Workspace; readonly told: () => number } {
  const workspace = open();
  let told = 0;
  const onChange = (): void => {
    told += 1;
  };
  const others = new OtherPrograms({ workspace, clock, onChange });
  closing.push(() => others.stop());
  others.start();
  return { workspace, told: () => told };
}

function store(workspace: Workspace, name: string): void {
  const file = join(folder, name);
  writeFileSync(file, name);
  workspace.rememberFiles([file], 'a', new Date());
}

test('changes by another program are reported, but not those of this one', async () => {
  const clock = new FakeClock(new Date());
  const { workspace, told } = watched(clock);
  const other = open();
  await clock.pass(1);
  store(workspace, 'own');
  await clock.pass(1);
  expect(told()).toBe(0);
  store(other, 'one');
  store(other, 'two');
  await clock.pass(1);
  expect(told()).toBe(1);
  store(other, 'three');
  await clock.pass(1);
  expect(told()).toBe(2);
});
