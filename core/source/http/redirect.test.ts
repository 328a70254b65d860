import { expect, test } from 'vitest';
import { isProblem } from '../../ground/problem.ts';
import { nextAddress } from './redirect.ts';

const asked = { host: 'data.example.org', file: 'photo.jpg' };
const from = new URL('https://data.example.org/a/b?c=1');

function next(location: string, at = from): string {
  try {
    return nextAddress(location, at, asked).href;
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error.code;
  }
}

test.each([
  ['/x', 'https://data.example.org/x'],
  ['../x?y=2', 'https://data.example.org/x?y=2'],
  ['https://other.example.org/x', 'https://other.example.org/x'],
  ['https://mallory@data.example.org/x', 'https://data.example.org/x'],
  ['https://mallory:secret@other.example.org/x#part', 'https://other.example.org/x'],
  ['//mallory:secret@other.example.org/x', 'https://other.example.org/x'],
  ['http://data.example.org/x', 'net.redirect_insecure'],
  ['file:///etc/passwd', 'net.redirect_loop'],
  ['javascript:alert(1)', 'net.redirect_loop'],
  ['https://', 'net.redirect_loop'],
])('%s leads to %s', (location, address) => {
  expect(next(location)).toBe(address);
});

test('a step from http to https is taken', () => {
  expect(next('https://data.example.org/x', new URL('http://data.example.org/'))).toBe(
    'https://data.example.org/x',
  );
});
