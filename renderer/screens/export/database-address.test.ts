import { expect, test } from 'vitest';
import { accountOf, readAddress } from '../../../core/export/formats/postgres/address.ts';
import { addressOf, takenApart, urlOf } from './database-address.ts';

const typed = { host: 'db.example.org', port: '', database: 'surveys', user: 'ann', more: '' } as const;

test('what is typed into the fields comes back from the address', () => {
  const addresses = [
    { ...typed, protection: 'verify-full' },
    { ...typed, port: '5433', protection: 'verify-ca' },
    { ...typed, host: 'localhost', user: 'ann @ home/?#:%', database: 'my data – ዳታ', protection: 'disable' },
    { ...typed, host: '::1', protection: 'verify-full' },
    { ...typed, host: '/run/postgresql', protection: 'verify-full' },
    { ...typed, host: '', protection: 'verify-full' },
  ] as const;
  for (const address of addresses) {
    const url = urlOf(address);
    expect(addressOf(url)).toEqual(address);
    if (address.host === '') continue;
    const { host, user, database } = readAddress(url ?? '');
    expect({ host, user, database }).toEqual({
      host: address.host,
      user: address.user,
      database: address.database,
    });
  }
  expect(urlOf(addressOf(null))).toBeNull();
});

test('a pasted address is taken apart, and its password kept apart', () => {
  expect(
    takenApart(' postgres://ann:p%40ss@db.example.org:5433/surveys?sslmode=require&sslrootcert=%2Fca.pem '),
  ).toEqual({
    password: 'p@ss',
    address: { ...typed, port: '5433', protection: 'verify-full', more: 'sslrootcert=%2Fca.pem' },
  });
  expect(takenApart('postgresql:///surveys?host=db.example.org&user=ann&password=secret')).toEqual({
    password: 'secret',
    address: { ...typed, protection: 'verify-full' },
  });
  for (const none of ['', 'db.example.org', 'https://db.example.org', 'mysql://db']) {
    expect(takenApart(none)).toBeNull();
  }
});

test('no login is kept by an address with a password', () => {
  const { address } = takenApart('postgresql://ann:secret@db.example.org/surveys') ?? {};
  const url = address === undefined ? '' : (urlOf(address) ?? '');
  expect(accountOf(url)).toBe('postgresql://ann@db.example.org:5432/surveys');
});
