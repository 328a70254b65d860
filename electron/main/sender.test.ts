import { expect, test } from 'vitest';
import { isAllowed, isOurs } from './sender.ts';

const windows = new Set([7]);
const from = (url: string, parent: unknown = null, id = 7) => ({
  senderFrame: { url, parent },
  sender: { id },
});

test('our page in our window is ours', () => {
  expect(isOurs(from('app://attache/index.html'), windows)).toBe(true);
});

test.each([
  ['a frame within the page', from('app://attache/index.html', {})],
  ['another window', from('app://attache/index.html', null, 8)],
  ['a page whose origin is "null" too', from('data:text/html,app://attache')],
  ['another host', from('app://attache.evil.example/')],
  ['another host behind a user name', from('app://attache@evil.example/')],
  ['a user name', from('app://x@attache/')],
  ['a port', from('app://attache:81/')],
  ['the web', from('https://attache/')],
  ['a file', from('file:///attache/index.html')],
  ['no address', from('')],
  ['a frame that is gone', { senderFrame: null, sender: { id: 7 } }],
])('%s is not ours', (_name, sender) => {
  expect(isOurs(sender, windows)).toBe(false);
});

test.each([
  'app://attache/index.html',
  'app://attache/assets/index.js',
  'blob:app://attache/f81d4fae-7dec-41d0-8765-00a0c91e6bf6',
])('the page may load %s', (address) => {
  expect(isAllowed(address)).toBe(true);
});

test.each([
  'https://evil.example/',
  'http://localhost/',
  'ws://localhost:1/',
  'file:///etc/passwd',
  'data:text/html,x',
  'blob:https://evil.example/x',
  'blob:app://attache.evil.example/x',
  'app://attache.evil.example/',
  'app://other/',
  'javascript:alert(1)',
  'about:blank',
  '',
])('the page may not load "%s"', (address) => {
  expect(isAllowed(address)).toBe(false);
});
