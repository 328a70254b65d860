import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ANSWERS, type Wholeness } from './better-copy.ts';
import { type Copy, doubtAfter, judgeOther, judgeSame, type Standing, type Verdict } from './which-copy.ts';

/*
 * The whole table of two copies of one submission: answers readable, sealed, damaged or absent; each of two attachments
 * here or not; signature proved or not; opened by a key or not.
 */

/** How copies of a manifest with one photo come, from the least to the most. */
const states: Readonly<Record<string, Wholeness>> = {
  'sealed, without its answers': sealed(ANSWERS.absent, ['a'], 1),
  'sealed, without its photo': sealed(ANSWERS.sealed, [], 1),
  'sealed, whole': sealed(ANSWERS.sealed, ['a'], 2),
  'decrypted, answers missing': opened(ANSWERS.absent, ['a'], 1),
  'decrypted, answers damaged': opened(ANSWERS.damaged, ['a'], 2),
  'readable, photo missing': opened(ANSWERS.readable, [], 1),
  'readable, photo damaged': opened(ANSWERS.readable, [], 2),
  'readable, not signed': opened(ANSWERS.readable, ['a'], 2),
  'readable, proved': { ...opened(ANSWERS.readable, ['a'], 0), isProved: true },
};

function sealed(answers: Wholeness['answers'], media: readonly string[], files: number): Wholeness {
  return { answers, media, files, isProved: false, isOpened: false, isOpenedByKey: false };
}

function opened(answers: Wholeness['answers'], media: readonly string[], files: number): Wholeness {
  return { answers, media, files, isProved: false, isOpened: true, isOpenedByKey: true };
}

function copy(whole: Wholeness, more: Partial<Copy> = {}): Copy {
  return { ...whole, instanceId: 'uuid:1', deprecatedId: null, isSuspect: false, ...more };
}

const usual: Standing = {
  doubt: null,
  isSameVersion: true,
  isRival: false,
  isKept: false,
  differs: () => true,
};
const names = Object.keys(states);
const stateOf = (name: string): Wholeness => states[name] ?? sealed(ANSWERS.absent, [], 0);

const words: Readonly<Record<Verdict, string>> = {
  take: 'new',
  beside: 'both',
  leave: 'old',
  confirm: 'old',
  waits: 'old, until its key is here',
  differs: 'old, until a third comes',
};

test('the table of all pairs is that of docs/copies.md', () => {
  const lines = names.map((here) => {
    const cells = names.map((come) => {
      const isSame = here === come;
      return words[judgeSame(copy(stateOf(come)), copy(stateOf(here)), { ...usual, differs: () => !isSame })];
    });
    return `| ${here} | ${cells.join(' | ')} |`;
  });
  const table = [
    `| here \\ comes | ${names.join(' | ')} |`,
    `|${'---|'.repeat(names.length + 1)}`,
    ...lines,
  ].join('\n');
  const path = new URL('../../docs/copies.md', import.meta.url);
  const page = readFileSync(path, 'utf8');
  const whole = page.replace(/(<!-- pairs -->\n)[\s\S]*?(\n<!-- end -->)/, `$1\n${table}\n$2`);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, whole);
  expect(page).toBe(whole);
});

/** Every copy that there can be, with every set of two attachments. */
function* allCopies(): Generator<Copy> {
  for (const answers of Object.values(ANSWERS)) {
    for (const media of [[], ['a'], ['b'], ['a', 'b']]) {
      for (const isOpened of [true, false]) {
        for (const isProved of [true, false]) {
          if (answers === ANSWERS.sealed && isOpened) continue;
          if ((answers === ANSWERS.readable || answers === ANSWERS.damaged) && !isOpened) continue;
          if (isProved && (answers !== ANSWERS.readable || media.length < 2)) continue;
          const whole = isOpened ? opened(answers, media, 0) : sealed(answers, media, 0);
          yield copy({ ...whole, isProved, files: media.length + (answers === ANSWERS.absent ? 0 : 1) });
        }
      }
    }
  }
}

const pairs = [...allCopies()].flatMap((come) => [...allCopies()].map((here) => ({ come, here })));

test('answers that can be read are taken, and are never given up for what cannot', () => {
  for (const { come, here } of pairs) {
    for (const isSameVersion of [true, false]) {
      const verdict = judgeSame(come, here, { ...usual, isSameVersion });
      if (here.answers === ANSWERS.readable && come.answers !== ANSWERS.readable) {
        expect(verdict, JSON.stringify({ come, here })).not.toBe('take');
      }
      if (come.answers === ANSWERS.readable && here.answers !== ANSWERS.readable)
        expect(verdict).toBe('take');
      // Answers that come late are kept even while no key is here.
      if (come.answers === ANSWERS.sealed && here.answers === ANSWERS.absent) expect(verdict).toBe('take');
    }
  }
});

test('where the answers are alike, no attachment is given up', () => {
  for (const { come, here } of pairs.filter((pair) => pair.come.answers === pair.here.answers)) {
    const verdict = judgeSame(come, here, usual);
    const isFewer = here.media.some((name) => !come.media.includes(name));
    const isMore = come.media.some((name) => !here.media.includes(name));
    if (isFewer) expect(verdict).not.toBe('take');
    if (isMore && !isFewer && come.isOpened === here.isOpened) expect(verdict).toBe('take');
  }
});

test('a signature decides last, and what it proves is replaced by nothing but the same with a file more', () => {
  const unsigned = copy(stateOf('readable, not signed'));
  const proved = copy(stateOf('readable, proved'));
  expect(judgeSame(proved, unsigned, usual)).toBe('take');
  for (const come of allCopies()) {
    const verdict = judgeSame(come, proved, { ...usual, isRival: true });
    // A file that this computer could not keep then, and now can.
    const isFuller = come.isProved && come.media.length > proved.media.length;
    expect(verdict === 'take').toBe(isFuller);
    expect(judgeOther(come, proved, { ...usual, isRival: true })).not.toBe('take');
  }
});

test('no pair of copies takes turns', () => {
  for (const { come, here } of pairs) {
    for (const judge of [judgeSame, judgeOther]) {
      const isTaken = judge(come, here, usual) === 'take';
      if (isTaken) expect(judge(here, come, usual), JSON.stringify({ come, here })).not.toBe('take');
    }
  }
});

const read = stateOf('readable, not signed');
const failed = stateOf('decrypted, answers damaged');
const damaged: readonly Copy[] = [
  copy(failed, { isSuspect: true }),
  copy(read, { isSuspect: true, instanceId: 'uuid:2' }),
  copy(read, { isSuspect: true, instanceId: null }),
  copy(stateOf('sealed, whole'), { isSuspect: true }),
];

test('a proved copy takes the place of a damaged one of another content, whatever its ID', () => {
  const proved = copy(stateOf('readable, proved'));
  for (const here of damaged) {
    for (const doubt of ['suspect', 'sure'] as const) {
      expect(judgeOther(proved, here, { ...usual, doubt })).toBe('take');
    }
  }
});

test('one that looks damaged never takes the place of one that does not', () => {
  for (const come of damaged) {
    expect(judgeOther(come, copy(read), usual)).toBe('leave');
    expect(judgeOther(come, copy(stateOf('readable, proved')), usual)).toBe('leave');
  }
});

test('where two that nothing proves differ, the one that comes twice stays', () => {
  expect(judgeOther(copy(read), copy(read), usual)).toBe('differs');
  expect(judgeOther(copy(read), copy(read), { ...usual, doubt: 'differs', isRival: true })).toBe('take');
  expect(judgeSame(copy(read), copy(read), { ...usual, doubt: 'differs', differs: () => false })).toBe(
    'confirm',
  );
});

test('a later version stands beside the one before it', () => {
  const later = { ...usual, isSameVersion: false };
  const edit = copy(read, { instanceId: 'uuid:2', deprecatedId: 'uuid:1' });
  expect(judgeOther(edit, copy(read), usual)).toBe('beside');
  expect(judgeOther(copy(read, { instanceId: 'uuid:2' }), copy(read), later)).toBe('beside');
  // What looks damaged, and was so twice, was so at the server: it is a version, too.
  expect(judgeOther(copy(read), copy(failed, { isSuspect: true }), { ...later, doubt: 'sure' })).toBe(
    'beside',
  );
  expect(judgeOther(copy(read), copy(failed, { isSuspect: true }), { ...later, doubt: 'suspect' })).toBe(
    'take',
  );
});

test('what looks damaged is in doubt until the same comes again', () => {
  const come = copy(failed, { isSuspect: true });
  const after = (verdict: Verdict, standing: Partial<Standing> = {}) =>
    doubtAfter(verdict, come, { ...usual, ...standing });
  expect(after('take')).toBe('suspect');
  expect(after('confirm', { doubt: 'suspect' })).toBe('sure');
  expect(after('differs', { doubt: 'suspect' })).toBe('suspect');
  expect(after('take', { isRival: true })).toBe('sure');
  expect(after('leave', { isKept: true })).toBe('suspect');
  expect(after('leave', { isKept: true, doubt: 'sure' })).toBe('sure');
  expect(doubtAfter('confirm', copy(read), { ...usual, doubt: 'differs' })).toBe(null);
  expect(doubtAfter('take', copy(stateOf('readable, proved')), { ...usual, doubt: 'suspect' })).toBe(null);
});

test('what an earlier version could not read, though it was proved, is replaced by what can be read', () => {
  const refused = copy({ ...opened(ANSWERS.damaged, ['a'], 2), isProved: true });
  const readable = copy(stateOf('readable, proved'));
  for (const isKept of [true, false]) {
    expect(judgeSame(readable, refused, { ...usual, isKept, differs: () => false })).toBe('take');
    expect(judgeSame(refused, readable, { ...usual, isKept, differs: () => false })).toBe('leave');
  }
  // Read again and still refused, it stays, and no damaged copy takes its place.
  expect(judgeSame(refused, refused, { ...usual, differs: () => false })).toBe('confirm');
  expect(judgeSame(copy(stateOf('decrypted, answers damaged')), refused, usual)).toBe('leave');
});
