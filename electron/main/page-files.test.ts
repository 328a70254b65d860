import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerApp, CONTENT_SECURITY_POLICY, readPage } from './page-files.ts';

let folder = '';
let files: ReturnType<typeof readPage> = new Map();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-page-'));
  const page = join(folder, 'renderer');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  writeFileSync(join(page, 'assets', 'index-1.js'), 'export {}');
  writeFileSync(join(page, 'assets', 'index-1.js.map'), '{}');
  writeFileSync(join(page, 'notes.txt'), 'notes');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  symlinkSync(join(folder, 'secret.js'), join(page, 'link.js'));
  files = readPage(page);
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = (url: string, method = 'GET'): Response => answerApp(files, { url, method });

test('only files that the page needs are served; links are not followed', () => {
  expect([...files.keys()].sort()).toEqual(['/assets/index-1.js', '/index.html']);
});

test('files that are added later are not served', () => {
  writeFileSync(join(folder, 'renderer', 'late.js'), '');
  expect(get('app://attache/late.js').status).toBe(404);
});

describe('responses', () => {
  test('a file, with its type and every security header', async () => {
    const response = get('app://attache/assets/index-1.js?x#y');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('export {}');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  test('the page for the root', async () => {
    expect(await get('app://attache/').text()).toBe('<!doctype html>');
  });

  test.each([
    ['app://attache/../secret.js', 404],
    ['app://attache/..%2fsecret.js', 404],
    ['app://attache/%2e%2e/secret.js', 404],
    ['app://attache/assets/..\\..\\secret.js', 404],
    ['app://attache//etc/passwd', 404],
    ['app://attache/link.js', 404],
    ['app://attache/notes.txt', 404],
    ['app://attache/assets', 404],
    ['app://attache/__proto__', 404],
    ['app://other/index.html', 400],
    ['app://attache.evil.example/index.html', 400],
    ['not an address', 400],
  ])('%s is refused', (url, status) => {
    const response = get(url);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  });

  test('only GET requests are allowed', () => {
    for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS']) {
      expect(get('app://attache/index.html', method).status).toBe(400);
    }
  });
});

test('the policy starts from "none", and allows no text as code and no network', () => {
  const parts = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((part) => {
      const [name = '', ...values] = part.split(' ');
      return [name, values.join(' ')];
    }),
  );
  for (const name of [
    'default-src',
    'connect-src',
    'base-uri',
    'form-action',
    'frame-ancestors',
    'object-src',
  ]) {
    expect(parts.get(name), name).toBe("'none'");
  }
  expect(parts.get('script-src')).toBe("'self'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|https?:|data:|\*/);
});
