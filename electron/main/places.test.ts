import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Place } from '../ipc/common.ts';
import { Places } from './places.ts';

let folder = '';
let told: Place[] = [];
let places = new Places(() => undefined);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-places-'));
  told = [];
  places = new Places((place) => told.push(place));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a place has an id that cannot be guessed, and the engine hears of it', () => {
  const file = join(folder, 'key.pem');
  writeFileSync(file, '');
  const place = places.add(file);
  expect(place).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), path: file, isFolder: false });
  expect(places.add(file).id).not.toBe(place.id);
  expect(places.add(folder).isFolder).toBe(true);
  expect(told).toHaveLength(3);
  expect(places.find(place.id)).toEqual(place);
});

test('a path is no id', () => {
  const place = places.add(folder);
  expect(places.find(place.path)).toBeNull();
});

test('nothing is written to a file that was chosen to be read', () => {
  const read = places.add(join(folder, 'key.pem'));
  const save = places.addToSave(join(folder, 'list.csv'));
  expect(places.findToSave(read.id)).toBeNull();
  expect(places.findToSave(save.id)).toEqual(save);
});

test('what the engine grants can be shown, and is not told back to it', () => {
  const granted = { id: 'f81d4fae-7dec-41d0-8765-00a0c91e6bf6', path: folder, isFolder: true };
  places.put(granted);
  expect(places.find(granted.id)).toEqual(granted);
  expect(told).toEqual([]);
});

test('the oldest go when there are too many', () => {
  const first = places.addToSave(folder);
  for (let i = 0; i < 1000; i += 1) places.add(folder);
  expect(places.all()).toHaveLength(1000);
  expect(places.findToSave(first.id)).toBeNull();
});
