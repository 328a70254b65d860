import { expect, onTestFinished, test } from 'vitest';
import { startHost, xmlReply } from '../../../fixtures/servers/host.ts';
import { systemClock } from '../../ground/clock.ts';
import { HttpClient } from '../http/http.ts';
import { fetchFormMedia, listFormMedia } from './form-media.ts';

const { signal } = new AbortController();

/** Fetches the one file of a form, of which the server gives these contents one after the other. */
async function fetchOf(...given: readonly string[]): Promise<string> {
  let asked = 0;
  const host = await startHost({}, ({ url }, origin) => {
    if (url.pathname !== '/manifest') {
      asked += 1;
      return { type: 'text/csv', body: Buffer.from(given[asked - 1] ?? given.at(-1) ?? '') };
    }
    // As Central writes it of an entity list: the hash of when it last changed.
    return xmlReply(
      `<manifest xmlns="http://openrosa.org/xforms/xformsManifest"><mediaFile type="entityList"><filename>trees.csv</filename><hash>md5:d41d8cd98f00b204e9800998ecf8427e</hash><downloadUrl>${origin}/trees.csv</downloadUrl></mediaFile></manifest>`,
    );
  });
  const base = new URL(host.origin);
  const http = new HttpClient({
    base,
    proofs: [],
    login: { kind: 'none' },
    clock: systemClock,
    caFile: host.caFile,
  });
  onTestFinished(async () => {
    await http.close();
    await host.close();
  });
  const [ref] = await listFormMedia(http, base, new URL('/manifest', base), {}, signal);
  if (ref === undefined) throw new Error('nothing listed');
  return Buffer.from(await fetchFormMedia(http, base, ref, 1, signal)).toString();
}

test('a file whose hash is not of its content is taken when it comes twice the same', async () => {
  expect(await fetchOf('name,label\na,Oak\n')).toBe('name,label\na,Oak\n');
});

test('a file that came damaged once is taken as it is', async () => {
  // The hash is that of nothing.
  expect(await fetchOf('damaged', '')).toBe('');
});

test('a file that is another each time is damaged', async () => {
  await expect(fetchOf('one', 'another')).rejects.toMatchObject({ code: 'source.part_damaged' });
});
