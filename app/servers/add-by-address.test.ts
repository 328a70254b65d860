import { afterAll, expect, test } from 'vitest';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { addByAddress, type GivenServer } from './add-by-address.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const given = (changes: Partial<GivenServer>): GivenServer => ({
  name: 'study',
  kind: null,
  url: 'https://data.example.org',
  login: { kind: 'none' },
  caFile: null,
  proxy: null,
  ...changes,
});

test('the kind is the given one, else the one that the address shows, else not known yet', () => {
  const workspace = spaces.open();
  const kinds = [
    given({ name: 'given', kind: 'openrosa' }),
    given({ name: 'told', url: 'https://api.ona.io/somebody' }),
    given({ name: 'open' }),
  ].map((one) => addByAddress(workspace, one)?.server.kind);
  expect(kinds).toEqual(['openrosa', 'ona', 'auto']);
  expect(
    workspace.servers
      .all()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['given', 'open', 'told']);
});

test('an invalid address is not added, nor a second server with the same name', () => {
  const workspace = spaces.open();
  expect(addByAddress(workspace, given({ url: 'ftp://data.example.org' }))).toBeNull();
  for (const [url, code] of [
    ['nothing', 'source.url_invalid'],
    ['https://amina:secret@data.example.org', 'source.url_invalid'],
    ['http://data.example.org', 'source.url_not_encrypted'],
  ] as const) {
    expect(() => addByAddress(workspace, given({ url }))).toThrow(expect.objectContaining({ code }));
  }
  expect(workspace.servers.all()).toEqual([]);
  expect(addByAddress(workspace, given({}))?.isOnlyForSending).toBe(false);
  expect(() => addByAddress(workspace, given({ url: 'https://other.example.org' }))).toThrow(
    expect.objectContaining({ code: 'usage.server_exists' }),
  );
  expect(workspace.servers.find('study')).toMatchObject({ settings: { url: 'https://data.example.org' } });
});

test('the key in the address of an app user is not kept, and the result says that it can only send', () => {
  const workspace = spaces.open();
  const key = 'A'.repeat(64);
  const added = addByAddress(
    workspace,
    given({ url: `https://central.example.org/v1/key/${key}/projects/4` }),
  );
  expect(added?.isOnlyForSending).toBe(true);
  expect(JSON.stringify(workspace.servers.all())).not.toContain(key);
});
