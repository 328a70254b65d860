import { expect, test } from 'vitest';
import { EXIT } from '../../core/ground/problems/spec.ts';
import { gravestExit } from './exit-of-run.ts';

test.each([
  [[], EXIT.ok],
  [[EXIT.ok, EXIT.ok], EXIT.ok],
  [[EXIT.ok, EXIT.someProblems], EXIT.someProblems],
  [[EXIT.ok, EXIT.export], EXIT.export],
  [[EXIT.someProblems, EXIT.export], EXIT.export],
  [[EXIT.export, EXIT.someProblems], EXIT.export],
  // What could not be done at all, although its code is lower.
  [[EXIT.someProblems, EXIT.usage], EXIT.usage],
  [[EXIT.login, EXIT.export], EXIT.export],
  [[EXIT.someProblems, EXIT.bug, EXIT.export], EXIT.bug],
])('of %j the gravest is %i', (codes, gravest) => {
  expect(gravestExit(codes)).toBe(gravest);
});
