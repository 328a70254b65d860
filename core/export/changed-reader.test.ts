import { expect, it } from 'vitest';
import { changedReader } from './changed-reader.ts';
import { form, submitted } from './testing/forms.ts';
import { MemoryReader } from './testing/memory-reader.ts';

it('changes what is given, and asks the other reader for the rest', () => {
  const model = form([]);
  const reader = new MemoryReader([model], [submitted(model, 'a', ''), submitted(model, 'b', '')]);
  const changed = changedReader(changedReader(reader, { models: [] }), { unopened: () => 7 });
  expect(changed.models).toEqual([]);
  expect(changed.unopened({})).toBe(7);
  expect([...changed.submissions({})].length).toBe(2);
  expect(changed.count?.({})).toBe(2);
  expect(changed.leftOut).toBe(undefined);
});
