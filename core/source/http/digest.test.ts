import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../ground/secret.ts';
import { parseChallenges } from './challenge.ts';
import { bestDigest, type DigestChallenge, DigestNonce, digestHeader, digestResponse } from './digest.ts';

const RFC7616 = [
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
];
const rfc7616Request = {
  method: 'GET',
  uri: '/dir/index.html',
  user: 'Mufasa',
  password: new Secret('Circle of Life'),
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

function only(header: string): DigestChallenge {
  const found = bestDigest(parseChallenges(header));
  if (found === null) throw new Error('no challenge');
  return found;
}

describe('published vectors', () => {
  test('RFC 7616 3.9.1, SHA-256 and MD5', () => {
    const [sha = '', md5 = ''] = RFC7616;
    expect(digestResponse(only(sha), rfc7616Request)).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
    expect(digestResponse(only(md5), rfc7616Request)).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });

  test('RFC 2617 3.5', () => {
    const challenge = only(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const request = { ...rfc7616Request, password: new Secret('Circle Of Life'), cnonce: '0a4f113b' };
    expect(digestResponse(challenge, request)).toBe('6629fae49393a05397450978507c4ef1');
    expect(digestHeader(challenge, request)).toBe(
      'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41", qop=auth, nc=00000001, cnonce="0a4f113b"',
    );
  });

  test('RFC 2069, without qop', () => {
    // The response printed in RFC 2069 is wrong; this is the one of its erratum 749.
    const challenge = only('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
    const request = { ...rfc7616Request, password: new Secret('CircleOfLife') };
    expect(digestResponse(challenge, request)).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(digestHeader(challenge, request)).not.toMatch(/nc=|cnonce|qop/);
  });

  test('MD5-sess hashes nonce and cnonce into the login', () => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const challenge = only('Digest realm="r", qop="auth", nonce="n", algorithm=MD5-sess');
    const a1 = md5(`${md5('Mufasa:r:Circle of Life')}:n:c`);
    const expected = md5(`${a1}:n:00000001:c:auth:${md5('GET:/dir/index.html')}`);
    expect(digestResponse(challenge, { ...rfc7616Request, cnonce: 'c' })).toBe(expected);
  });
});

describe('challenges', () => {
  test('several in one header, or one header each, and SHA-256 is preferred', () => {
    expect(bestDigest(parseChallenges(RFC7616.join(', ')))?.hash).toBe('SHA-256');
    expect(bestDigest(parseChallenges([...RFC7616].reverse()))?.hash).toBe('SHA-256');
    expect(bestDigest(parseChallenges(RFC7616[1]))?.hash).toBe('MD5');
  });

  test('commas, escapes and equals signs inside quoted values, schemes with one opaque word', () => {
    const found = parseChallenges(
      'Negotiate YII=, Basic realm="a, \\"b\\"=c", Digest nonce="x=,y",qop=auth , stale=TRUE',
    );
    expect(found.map(({ scheme }) => scheme)).toEqual(['negotiate', 'basic', 'digest']);
    expect(found[1]?.params.get('realm')).toBe('a, "b"=c');
    expect(bestDigest(found)).toMatchObject({ nonce: 'x=,y', stale: true, qop: 'auth' });
  });

  test('what cannot be answered is not chosen', () => {
    expect(bestDigest(parseChallenges('Digest nonce="n", algorithm=SHA-512-256'))).toBeNull();
    expect(bestDigest(parseChallenges('Digest nonce="n", qop="auth-int"'))).toBeNull();
    expect(bestDigest(parseChallenges('Digest realm="no nonce"'))).toBeNull();
    expect(parseChallenges('@@@')).toEqual([]);
    expect(parseChallenges(undefined)).toEqual([]);
  });
});

test('counts of a nonce rise, and every request has another cnonce', () => {
  const nonce = new DigestNonce(only(RFC7616[1] ?? ''), 'Mufasa', new Secret('x'));
  const headers = [1, 2, 3].map(() => nonce.next('GET', '/a?b=c'));
  expect(headers.map((header) => /nc=(\w+)/.exec(header)?.[1])).toEqual(['00000001', '00000002', '00000003']);
  expect(new Set(headers.map((header) => /cnonce="(\w+)"/.exec(header)?.[1])).size).toBe(3);
});

test('a user name beyond ASCII travels as UTF-8, and extended where the server says so', () => {
  const request = { ...rfc7616Request, user: 'Jäsøn' };
  const raw = digestHeader(only('Digest nonce="n", qop=auth'), request);
  expect(Buffer.from(raw, 'latin1').toString('utf8')).toContain('username="Jäsøn"');
  expect(digestHeader(only('Digest nonce="n", qop=auth, charset=UTF-8'), request)).toContain(
    "username*=UTF-8''J%C3%A4s%C3%B8n",
  );
});
