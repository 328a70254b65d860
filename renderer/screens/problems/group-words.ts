import type { ProblemGroup } from '../../../electron/ipc/problems.ts';
import type { Words } from '../../words/use-words.tsx';

/** Whether a cause is about a key. Then its form version, which names the key, is shown too. */
export function isAboutKeys(code: string): boolean {
  return code === 'key.none_fits' || code === 'key.locked';
}

/** A cause's short name, or its sentence where the code has no short name. */
export function headingOf(words: Words, { problem }: ProblemGroup): string {
  return words.maybe(`codes.${problem.code}.heading`) ?? words.problem(problem).sentence;
}

/** The sentence about a group: about all its submissions where there is one, else about one submission. */
export function sentenceOf(words: Words, group: ProblemGroup): string {
  const values = { count: group.count, form: group.formTitle, keys: group.keysTried };
  if (group.asksFor?.state === 'open') {
    const key = group.asksFor.name ?? shortFingerprint(group.asksFor.fingerprint);
    return words.t('problems.about.other-key', { ...values, key });
  }
  return words.maybe(`problems.about.${group.problem.code}`, values) ?? words.problem(group.problem).sentence;
}

/** A fingerprint's first 16 digits in groups of four, which is enough to recognise a key. */
export function shortFingerprint(fingerprint: string): string {
  return (fingerprint.slice(0, 16).match(/.{1,4}/g) ?? []).join(' ');
}

/** Heading, sentence, what to do, code and version, for a message to somebody who can help. No ids. */
export function textOf(words: Words, group: ProblemGroup, version: string): string {
  const { action } = words.problem(group.problem);
  return [
    headingOf(words, group),
    sentenceOf(words, group),
    action,
    group.problem.code,
    words.t('problems.copyText.app', { version }),
  ].join('\n');
}
