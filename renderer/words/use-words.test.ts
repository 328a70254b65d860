import { expect, test } from 'vitest';
import { languages } from '../../electron/ipc/app.ts';
import { makeWords } from './use-words.tsx';
import { loadLanguage } from './words.ts';

test.each([...languages])('%s: a date, a size and a number have no place to be broken', async (language) => {
  await loadLanguage(language);
  const words = makeWords(language, language);
  const today = new Date().toISOString();
  const texts = [
    words.stamp('2025-10-28T09:00:00', 'datetime'),
    words.stamp('2025-10-28', 'date'),
    words.day('2025-10-28'),
    words.when('2024-03-05T10:00:00Z'),
    words.when(today),
    words.bytes(18_400),
    words.bytes(5_900_000),
    words.number(1_234_567.5, 2),
    words.percent(0.63),
  ];
  for (const text of texts) expect(text).not.toMatch(/ /);
});

test('in Arabic what is put into a sentence keeps its own direction, in rich messages too', async () => {
  await loadLanguage('ar');
  const { t, rich } = makeWords('ar', 'ar');
  expect(t('leave.stays.key-file', { path: '/home/amina/key.pem' })).toContain(
    '\u2068/home/amina/key.pem\u2069',
  );
  expect(String(rich('leave.stays.key-file', { path: '/home/amina/key.pem' }))).toContain('\u2068/home');
  expect(makeWords('en', 'en').t('leave.stays.key-file', { path: 'استمارة (2).pem' })).toContain('\u2068');
});

test.each([...languages])('%s: a number that nobody knows is not told as nought', async (language) => {
  await loadLanguage(language);
  const { problem } = makeWords(language, language);
  const of = (code: 'net.busy' | 'net.login_refused', params: Record<string, string | number | null>) =>
    problem({ code, params, message: '', action: '', retry: false }).sentence;
  expect(of('net.busy', { host: 'h', file: 'f', seconds: null })).not.toMatch(/[0٠]/);
  expect(of('net.busy', { host: 'h', file: 'f', seconds: 7 })).toMatch(/[7٧]/);
  expect(of('net.login_refused', { host: 'h', left: null, minutes: null })).not.toMatch(/[0٠]/);
  expect(of('net.login_refused', { host: 'h', left: 9, minutes: 30 })).toMatch(/[9٩]/);
});
