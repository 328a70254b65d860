import { check, type Runner } from './runner.ts';

/** Checks that do not run our code. Each uses about one core. */
export const staticChecks: readonly Runner[] = [
  { name: 'types', run: (print) => check(print, 'tsc', ['-p', '.']) },
  { name: 'types of the window', run: (print) => check(print, 'tsc', ['-p', 'renderer']) },
  { name: 'lint', run: (print) => check(print, 'biome', ['ci', '--colors=off']) },
];
