import { expect, test } from 'vitest';
import { baseAddress, below, namedAddresses } from './address.ts';

test.each([
  ['https://api.ona.io/amina/', 'https://api.ona.io/amina'],
  [' kc.kobotoolbox.org ', 'https://kc.kobotoolbox.org/'],
  ['https://host/ODKAggregate/Aggregate.html#submissions/filter///', 'https://host/ODKAggregate'],
  ['https://host/Aggregate.html?x=1', 'https://host/'],
  ['https://host/ODKAggregate/local_login.html', 'https://host/ODKAggregate'],
  ['https://host/ODKAggregate/formXml?formId=x', 'https://host/ODKAggregate'],
  ['https://host:8443/amina/formList', 'https://host:8443/amina'],
  ['https://host/amina/view/submissionList?formId=x', 'https://host/amina'],
  ['http://192.168.1.5:8080/ODKAggregate', 'http://192.168.1.5:8080/ODKAggregate'],
  ['https://aggregate', 'https://aggregate/'],
  ['aggregate:8443/ODKAggregate', 'https://aggregate:8443/ODKAggregate'],
  ['localhost', 'https://localhost/'],
])('the base of %s is %s', (entered, base) => {
  expect(baseAddress(entered).href).toBe(base);
});

test.each([
  '',
  'ftp://host',
  'https://',
  'https://amina:secret@host/',
  'not an address',
  'nothing',
  'nothing/formList',
  'file:///etc',
])('no base: %s', (entered) => {
  expect(() => baseAddress(entered)).toThrow(expect.objectContaining({ code: 'source.url_invalid' }));
  expect(() => baseAddress(entered)).not.toThrow(/secret/);
});

test('addresses below the base encode their values, commas too', () => {
  const query = { formId: 'a, b&c [@d="é"]/e+f', cursor: '' };
  expect(below(new URL('https://host/'), 'view/submissionList', query).href).toBe(
    'https://host/view/submissionList?formId=a%2C%20b%26c%20%5B%40d%3D%22%C3%A9%22%5D%2Fe%2Bf&cursor=',
  );
  expect(below(new URL('https://host/x'), 'formList').href).toBe('https://host/x/formList');
});

test.each([
  // As it is, and with what was not encoded.
  ['https://host/formXml?formId=a%20b', ['https://host/formXml?formId=a%20b']],
  ['https://host/x/50% é.jpg', ['https://host/x/50%25%20%C3%A9.jpg']],
  // A proxy hid TLS, or the host.
  ['http://host/x.jpg', ['https://host/x.jpg']],
  ['http://localhost:8080/a?b=c', ['https://host/a?b=c']],
  ['http://10.0.0.7/attachment/briefcase/att1', ['https://host/attachment/briefcase/att1']],
  [
    'https://aggregate.example.org/view/binaryData?blobKey=a,b',
    [
      'https://host/view/binaryData?blobKey=a%2Cb',
      'https://aggregate.example.org/view/binaryData?blobKey=a,b',
    ],
  ],
  // Really elsewhere: as it was given, without a change; never over http.
  ['https://s3.example.org/k,ey?sig=a%2Fb', ['https://s3.example.org/k,ey?sig=a%2Fb']],
  ['http://s3.example.org/key', []],
  ['javascript:alert(1)', []],
  ['file:///etc/passwd', []],
  ['', ['https://host/base/']],
])('%s is found at %j', (text, addresses) => {
  expect(namedAddresses(text, new URL('https://host/base')).map(({ href }) => href)).toEqual(addresses);
});

test('the names in Ona addresses are encoded once, and its API backs the plain view', () => {
  const base = new URL('https://api.ona.io/amina');
  const name = 'amina/att/1_h/R&D #1, 50%.jpg.enc';
  const encodedName = 'amina/att/1_h/R%26D%20%231%2C%2050%25.jpg.enc';
  const expected = [
    `https://api.ona.io/attachment/original?media_file=${encodedName}&attachment_id=555`,
    `https://api.ona.io/api/v1/files/555?filename=${encodeURIComponent(name)}`,
  ];
  for (const given of [name, encodedName, encodeURIComponent(name)]) {
    const text = `https://api.ona.io/attachment/original?media_file=${given}&attachment_id=555`;
    const found = namedAddresses(text, base).map(({ href }) => href);
    expect(found.map((href) => new URL(href).searchParams.get('media_file') ?? '')[0]).toBe(name);
    expect(found[1]).toBe(expected[1]);
  }
  expect(
    namedAddresses(`https://api.ona.io/attachment/original?media_file=${name}&attachment_id=555`, base)[0]
      ?.href,
  ).toBe(expected[0]);
});
