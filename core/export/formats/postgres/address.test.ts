// Covers core/export/formats/postgres/address.ts, core/ground/problems/export-postgres.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../testing/temporary.ts';
import { readAddress } from './address.ts';

const VERIFIED = { ca: null, checksName: true };

test('an address as libpq writes it, with TLS that is checked unless it says otherwise', () => {
  expect(readAddress('postgresql://ann@db.example.org/survey')).toEqual({
    host: 'db.example.org',
    port: 5432,
    user: 'ann',
    database: 'survey',
    tls: VERIFIED,
  });
  expect(readAddress('postgres://a%40b@[::1]:5433/')).toMatchObject({
    host: '::1',
    port: 5433,
    user: 'a@b',
    database: 'a@b',
    tls: VERIFIED,
  });
  expect(readAddress('postgresql:///d?host=/run/postgresql&port=5434&user=u')).toEqual({
    host: '/run/postgresql',
    port: 5434,
    user: 'u',
    database: 'd',
    tls: null,
  });
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    expect(readAddress(`postgresql://u@${host}/d?sslmode=disable`).tls).toBeNull();
  }
  const file = join(temporaryFolder(), 'ca.pem');
  writeFileSync(file, 'PEM');
  expect(readAddress(`postgresql://u@h/d?sslmode=verify-ca&sslrootcert=${file}`).tls).toEqual({
    ca: ['PEM'],
    checksName: false,
  });
});

test.each([
  ['postgresql://u:secret@h/d', 'password'],
  ['postgresql://u:@h/d', 'password'],
  ['postgresql://h/d?password=secret', 'password'],
  ['postgresql://u@h/d?sslmode=disable', 'unprotected'],
  ['postgresql://u@h/d?sslmode=require', 'unprotected'],
  ['postgresql://u@localhost/d?sslmode=prefer', 'unprotected'],
  ['postgresql://u@h/d?sslmode=on', 'mode'],
  ['postgresql://u@h/d?sslrootcert=/nowhere.pem', 'certificate'],
  ['mysql://u@h/d', 'form'],
  ['postgresql://u@h:0/d', 'form'],
  ['postgresql://u@h,i/d', 'form'],
  ['postgresql://u@h/d?options=-c', 'form'],
  ['postgresql://u@h/%E0%A4%A', 'form'],
  ['secret', 'form'],
])('%s is refused: %s', (url, reason) => {
  const refused = (): unknown => {
    try {
      return readAddress(url);
    } catch (error) {
      return error;
    }
  };
  expect(refused()).toMatchObject({ data: { code: 'export.postgres_address', params: { reason } } });
  expect(String(refused())).not.toContain('secret');
});

test('an authority that the user added is trusted beside those of the computer', () => {
  const file = join(temporaryFolder(), 'ca.pem');
  writeFileSync(file, 'PEM');
  const { tls } = readAddress('postgresql://u@h/d', file);
  expect(tls?.ca?.length).toBeGreaterThan(50);
  expect(tls?.ca?.at(-1)).toBe('PEM');
  expect(tls?.checksName).toBe(true);
});
