import { expect, test } from 'vitest';
import { withoutStacks } from './without-stacks.ts';

test('an error inside has no list of calls; one outside has it, also after an error inside', () => {
  const stackOf = (error: Error): string => (error.stack ?? '').replace(`Error: ${error.message}`, '');
  expect(withoutStacks(() => stackOf(new Error('inside')))).toBe('');
  expect(() =>
    withoutStacks(() => {
      throw new Error('thrown');
    }),
  ).toThrow('thrown');
  expect(stackOf(new Error('outside'))).toContain('without-stacks.test.ts');
});
