// Covers core/model/network-settings.ts, core/model/server-draft.ts, electron/ipc/request.ts.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { serverKinds } from '../../core/model/server-kind.ts';
import { languages } from '../../electron/ipc/app.ts';

function wordsOf(language: string, part: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL(`${language}/${part}.json`, import.meta.url), 'utf8'));
}

test.each(languages)('each kind of server has its words in %s', (language) => {
  const servers = Object.keys(wordsOf(language, 'servers'));
  const forms = Object.keys(wordsOf(language, 'forms'));
  for (const kind of [...serverKinds, 'auto']) {
    expect(servers).toEqual(expect.arrayContaining([`kind.${kind}`, `form.address.hint.${kind}`]));
    expect(forms).toContain(`source.${kind}`);
  }
});

test.each(languages)('a message that says what a server is names each kind, in %s', (language) => {
  // Any other server that speaks the protocol has the words of `other`.
  const named = serverKinds.filter((kind) => kind !== 'openrosa');
  for (const [key, text] of Object.entries(wordsOf(language, 'codes'))) {
    for (const [, options = ''] of text.matchAll(/\{(?:kind|asked), select,((?:[^{}]|\{[^{}]*\})*)\}/g)) {
      if (!named.some((kind) => options.includes(`${kind} {`))) continue;
      for (const kind of named) expect(options, key).toContain(`${kind} {`);
    }
  }
});
