import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signatureStates, submissionStates } from '../model/states.ts';
import type { PutResult } from '../store/arrival.ts';
import { FormTallies } from './form-tallies.ts';
import { RunTally } from './run-tally.ts';

const codes = ['net.timeout', 'decrypt.padding', 'submission.attachment_missing'] as const;
const put = fc.record<PutResult>({
  id: fc.nat(),
  stored: fc.constantFrom('new', 'better', 'again'),
  state: fc.constantFrom(...submissionStates),
  signature: fc.constantFrom(...signatureStates),
  isReadable: fc.boolean(),
  problems: fc.uniqueArray(fc.constantFrom(...codes)),
  isDecided: fc.boolean(),
  obsoleteFiles: fc.constant([]),
  obsoleteCiphertext: fc.constant([]),
});
const event = fc.oneof(
  fc.record({ kind: fc.constant('stored' as const), form: fc.constantFrom('a', 'b'), result: put }),
  fc.record({
    kind: fc.constant('notStored' as const),
    form: fc.constantFrom('a', 'b'),
    code: fc.constantFrom(...codes),
  }),
  fc.record({ kind: fc.constant('leftOut' as const), form: fc.constantFrom('a', 'b') }),
);

test('the run, its forms and its causes count each submission once, with any result', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), fc.nat(5), (events, notReached) => {
      const forms = new FormTallies();
      const tally = new RunTally(() => forms);
      for (const form of ['a', 'b']) {
        const pending = events.filter((one) => one.form === form).length + notReached;
        tally.planned('s', form, { listed: pending + 3, pending, leftOut: 1, again: 0 });
      }
      for (const one of events) {
        tally.came('s', one.form);
        if (one.kind === 'stored') tally.stored('s', one.form, one.result);
        else if (one.kind === 'notStored') tally.notStored('s', one.form, { code: one.code });
        else tally.leftOut('s', one.form);
      }
      const { counts } = tally;
      const sum = (
        name:
          | 'listed'
          | 'toFetch'
          | 'leftOut'
          | 'alreadyHere'
          | 'stored'
          | 'notStored'
          | 'readable'
          | 'notReadable'
          | 'unsigned',
      ) => forms.all().reduce((all, form) => all + form[name], 0);
      expect(counts.listed).toBe(counts.alreadyHere + counts.toFetch + counts.leftOut);
      expect(counts.toFetch).toBe(counts.fetched + counts.notFetched + counts.notReached);
      expect(counts.fetched).toBe(counts.added + counts.improved + counts.unchanged);
      expect(counts.fetched).toBe(
        counts.decrypted + counts.waitingForKey + counts.incomplete + counts.failed,
      );
      expect(counts.notReached).toBe(2 * notReached);
      expect([sum('listed'), sum('toFetch'), sum('leftOut'), sum('alreadyHere')]).toEqual([
        counts.listed,
        counts.toFetch,
        counts.leftOut,
        counts.alreadyHere,
      ]);
      expect([sum('stored'), sum('notStored'), sum('unsigned')]).toEqual([
        counts.fetched,
        counts.notFetched,
        counts.unsigned,
      ]);
      expect(sum('readable') + sum('notReadable')).toBe(counts.fetched);
      const inTrouble = events.filter(
        (one) =>
          one.kind === 'notStored' ||
          (one.kind === 'stored' && (!one.result.isReadable || one.result.problems.length > 0)),
      );
      expect(tally.causes.reduce((all, { count }) => all + count, 0)).toBe(inTrouble.length);
    }),
  );
});

test('a problem of a form does not count as a submission', () => {
  const tally = new RunTally(() => null);
  tally.formProblem({ code: 'source.form_unlisted', params: {} });
  expect(tally.problems).toEqual({ 'source.form_unlisted': 1 });
  expect(tally.ofForms).toEqual({ 'source.form_unlisted': 1 });
  expect(tally.causes).toEqual([]);
  expect(tally.counts.toFetch).toBe(0);
});
