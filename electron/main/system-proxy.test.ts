import { expect, test } from 'vitest';
import { firstProxy } from './system-proxy.ts';

test.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY proxy.example:3128', 'http://proxy.example:3128'],
  ['HTTPS proxy.example:443; DIRECT', 'https://proxy.example:443'],
  ['DIRECT; PROXY proxy.example:3128', null],
  ['SOCKS5 a.example:1080; PROXY b.example:3128; DIRECT', 'http://b.example:3128'],
  ['PROXY [2001:db8::1]:3128', 'http://[2001:db8::1]:3128'],
])('"%s" is %s', (list, proxy) => {
  expect(firstProxy(list)).toBe(proxy);
});
