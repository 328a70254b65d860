import type { Print, Result, Runner } from './runner.ts';

/** Runs one, says what it found and how long it took; what it prints comes at once when it is alone, else at its end. */
async function runOne({ name, run }: Runner, isAlone: boolean): Promise<Result> {
  const kept: (string | Buffer)[] = [];
  const print: Print = isAlone ? (text) => process.stdout.write(text) : (text) => kept.push(text);
  print(`\n== ${name}\n`);
  const started = performance.now();
  const { passed, failed, isSkipped, wrong = [] } = await run(print);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const isEmpty = passed + failed === 0 && isSkipped !== true;
  print(`== ${name}: ${passed} right, ${failed} wrong${isEmpty ? ', no test was run' : ''}, ${seconds} s\n`);
  for (const text of kept) process.stdout.write(text);
  return { passed, failed: isEmpty ? 1 : failed, wrong };
}

/**
 * Runs one group after the other, and the runners of a group side by side. All of them run, whatever fails. Ends with
 * what failed and how, so that the end of a log is enough to tell, and the line `N passed, N failed`; sets the exit code.
 *
 * @param ready what the second group and those after it wait for
 */
export async function runGroups(
  groups: readonly (readonly Runner[])[],
  ready: Promise<void> = Promise.resolve(),
): Promise<void> {
  const total = { passed: 0, failed: 0 };
  const broken: string[] = [];
  for (const group of groups) {
    const results = await Promise.all(group.map((runner) => runOne(runner, group.length === 1)));
    await ready;
    for (const [i, { passed, failed, wrong = [] }] of results.entries()) {
      total.passed += passed;
      total.failed += failed;
      const name = group[i]?.name ?? '';
      if (failed > 0) broken.push([`Failed: ${name}`, ...wrong].join('\n'));
    }
  }
  for (const text of broken) process.stdout.write(`\n${text}\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}
