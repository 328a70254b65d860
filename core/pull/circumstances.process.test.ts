// Covers core/pull/away.ts, core/pull/run.ts.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { HostOptions } from '../../fixtures/servers/host.ts';
import { addressesOf, type KindOfServer, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { startProxy } from '../../fixtures/servers/proxy.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import {
  complete,
  type SamplePull,
  type StoredLine,
  samplePull,
  storedIn,
  undisturbed,
  withWorkspace,
} from '../../fixtures/servers/sample-pull.ts';
import type { CertificateKind } from '../../fixtures/servers/server-certificate.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import type { Clock } from '../ground/clock.ts';
import { systemClock } from '../ground/clock.ts';
import { type ServerKind, serverKinds } from '../model/server-kind.ts';
import type { Connection } from '../source/connection.ts';
import type { Workspace } from '../store/workspace.ts';
import { showTable } from '../testing/reliability-page.ts';

/*
 * What goes wrong with a whole pull rather than with one request, with each kind of server: it ends with the right data
 * or with a problem that says what to do, and a later pull completes it. `npm test` takes one kind for each;
 * `npm run test:matrix` takes all, and prints the second table of docs/reliability.md.
 */
const isWhole = process.env.ATTACHE_MATRIX === 'all';

const root = mkdtempSync(join(tmpdir(), 'attache-circumstances-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const data = sampleProject(9);
const right = undisturbed((kind) => startSampleServer(kind, data));

interface Cell {
  readonly kind: ServerKind;
  readonly workspace: Workspace;
  readonly wanted: readonly StoredLine[];
}

/** Brings about one circumstance; returns what the disturbed pull told. */
type Circumstance = (cell: Cell) => Promise<string>;

const lines = (stored: readonly StoredLine[]): readonly string[] => stored.map(({ line }) => line);

async function withServer<T>(
  kind: ServerKind,
  options: HostOptions,
  work: (server: KindOfServer) => Promise<T>,
  served: SampleData = data,
): Promise<T> {
  const server = await startSampleServer(kind, served, options);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** Pulls with what is wrong, then without, and expects all to be there in the end. */
async function wrongThenRight(
  { kind, workspace, wanted }: Cell,
  server: KindOfServer,
  wrong: Partial<SamplePull>,
): Promise<string> {
  const told = await samplePull({ workspace, kind, server, ...wrong });
  expect(lines(await complete({ workspace, kind, server }, wanted))).toEqual(lines(wanted));
  return told;
}

const otherOptions =
  (options: (server: KindOfServer) => Partial<Connection>): Circumstance =>
  (cell) =>
    withServer(cell.kind, {}, (server) => wrongThenRight(cell, server, { options: options(server) }));

/** The first pull meets a server like that, the second one a good one in its place. */
const otherServer =
  (options: HostOptions): Circumstance =>
  async (cell) => {
    const { kind, workspace } = cell;
    const told = await withServer(kind, options, (server) => samplePull({ workspace, kind, server }));
    await withServer(kind, {}, (server) => wrongThenRight(cell, server, {}));
    return told;
  };

const certificate = (kind: CertificateKind): Circumstance => otherServer({ certificate: kind });

/** The address of a server under a name that only a proxy knows. */
function hiddenAddress(kind: ServerKind, server: KindOfServer): string {
  return `https://${kind === 'kobo' ? 'kf' : 'data'}.survey.test${new URL(server.url).pathname}`;
}

const proxyNeeded: Circumstance = (cell) =>
  withServer(cell.kind, {}, async (server) => {
    const { kind, workspace, wanted } = cell;
    const proxy = await startProxy(Number(new URL(server.url).port));
    const url = hiddenAddress(kind, server);
    try {
      const told = await samplePull({ workspace, kind, server, options: { url } });
      const through = { workspace, kind, server, options: { url, proxy: proxy.url } };
      expect(lines(await complete(through, wanted))).toEqual(lines(wanted));
      return told;
    } finally {
      await proxy.close();
    }
  });

const clockOff = (days: number): Circumstance =>
  otherOptions(() => ({ clock: shifted(() => days * 86_400_000) }));

function shifted(by: () => number): Clock {
  return { ...systemClock, now: () => new Date(Date.now() + by()) };
}

/** Changes the answers that list submissions, while `isBad` says so. */
function editedLists(kind: ServerKind, isBad: () => boolean, edit: (text: string) => string): HostOptions {
  const at = addressesOf(kind).list;
  if (at === null) throw new Error('every kind lists');
  const change = (body: Buffer): Buffer => (isBad() ? Buffer.from(edit(body.toString('utf8'))) : body);
  return { faults: [{ at, kind: 'edit', edit: change }] };
}

const doubledIds: Circumstance = (cell) => {
  let isBad = true;
  const edit = (text: string): string =>
    text.startsWith('{')
      ? JSON.stringify(JSON.parse(text), (name, value) =>
          name === 'results' || name === 'value' ? [...value, ...value] : value,
        )
      : text.replaceAll(/<id>.*?<\/id>/g, '$&$&');
  return withServer(
    cell.kind,
    editedLists(cell.kind, () => isBad, edit),
    async (server) => {
      const told = await samplePull({ ...cell, server });
      expect(lines(storedIn(cell.workspace))).toEqual(lines(cell.wanted));
      isBad = false;
      return wrongThenRight(cell, server, {}).then(() => told);
    },
  );
};

const endlessCursor: Circumstance = (cell) => {
  let isBad = true;
  let page = 0;
  let first: string | undefined;
  const edit = (text: string): string => {
    page += 1;
    if (!text.startsWith('{')) {
      const first = text.replace(/<resumptionCursor>.*<\/resumptionCursor>/, '');
      return first.replace('</idList>', `</idList><resumptionCursor>other-${page}</resumptionCursor>`);
    }
    const answer = JSON.parse(text) as { value?: { __id: string }[]; results?: object[]; next?: string };
    first ??= answer.value?.[0]?.__id;
    const token = Buffer.from(JSON.stringify({ instanceId: first, page })).toString('base64');
    return JSON.stringify({
      ...answer,
      ...(answer.value === undefined
        ? { next: `https://localhost/api/v2/assets/household/data/?format=json&page=${page}` }
        : { '@odata.nextLink': `https://localhost/?$skiptoken=01${encodeURIComponent(token)}` }),
    });
  };
  return withServer(
    cell.kind,
    editedLists(cell.kind, () => isBad, edit),
    async (server) => {
      const told = await samplePull({ ...cell, server });
      isBad = false;
      return wrongThenRight(cell, server, {}).then(() => told);
    },
  );
};

/** The same with another content of one submission: as it is after an edit. */
function edited(before: SampleData): SampleData {
  const other = sampleProject(20).submissions('household').at(-1);
  const changed = before
    .submissions('household')
    .map((one, i) =>
      i === 0 && other !== undefined ? { ...one, manifestXml: other.manifestXml, files: other.files } : one,
    );
  return { ...before, submissions: (id) => (id === 'household' ? changed : before.submissions(id)) };
}

/** The same without one submission. */
function shortened(before: SampleData): SampleData {
  const [, ...left] = before.submissions('household');
  return { ...before, submissions: (id) => (id === 'household' ? left : before.submissions(id)) };
}

/** The data of the server change when the first list of `household` has been sent. */
async function changedAfterList(
  { kind, workspace }: Cell,
  after: SampleData,
  options: Partial<Connection>,
): Promise<{
  readonly told: string;
  readonly stored: readonly StoredLine[];
  readonly wanted: readonly StoredLine[];
}> {
  const wanted = await withWorkspace((other) =>
    withServer(
      kind,
      {},
      async (server) => {
        await samplePull({ workspace: other, kind, server });
        return storedIn(other);
      },
      after,
    ),
  );
  let change = (): void => {};
  const at =
    /household.*(submissionList|data\/\?|Submissions\?)|submissionList\?formId=household|data\/4711\.json/;
  const edit = (body: Buffer): Buffer => {
    change();
    return body;
  };
  return withServer(kind, { faults: [{ at, kind: 'edit', edit, times: 1 }] }, async (server) => {
    change = () => server.serve(after);
    const told = await samplePull({ workspace, kind, server, options });
    const stored = await complete({ workspace, kind, server }, wanted);
    return { told, stored, wanted };
  });
}

const changedMeanwhile: Circumstance = async (cell) => {
  const { told, stored, wanted } = await changedAfterList(cell, edited(data), {});
  expect(lines(stored)).toEqual(lines(wanted));
  return told;
};

const deletedMeanwhile: Circumstance = async (cell) => {
  const { told, stored, wanted } = await changedAfterList(cell, shortened(data), { pageSize: 2 });
  // What was deleted may have been stored before; nothing else may be missing for it.
  expect(lines(stored)).toEqual(expect.arrayContaining([...lines(wanted)]));
  expect(stored.length - wanted.length).toBeLessThanOrEqual(1);
  return told;
};

/** Does something when the first submission is asked for. */
function onSubmission(kind: ServerKind, work: () => void): HostOptions {
  const at = addressesOf(kind).submission;
  if (at === null) throw new Error('every kind has submissions');
  const edit = (body: Buffer): Buffer => {
    work();
    return body;
  };
  return { faults: [{ at, kind: 'edit', edit, times: 1 }] };
}

const laptopClosed: Circumstance = (cell) => {
  let close = (): void => {};
  return withServer(
    cell.kind,
    onSubmission(cell.kind, () => close()),
    (server) => {
      let asleep = 0;
      close = () => {
        asleep = 3_600_000;
        setImmediate(() => server.cutAll());
      };
      return wrongThenRight(cell, server, { options: { clock: shifted(() => asleep) } });
    },
  );
};

const lockedDatabase: Circumstance = (cell) => {
  let lock = (): void => {};
  return withServer(
    cell.kind,
    onSubmission(cell.kind, () => lock()),
    async (server) => {
      const other = testDatabase(cell.workspace.folder);
      lock = () => other.exec('BEGIN IMMEDIATE');
      const told = await samplePull({ ...cell, server });
      other.exec('COMMIT');
      other.close();
      await wrongThenRight(cell, server, {});
      return told;
    },
  );
};

/** So much is left on the small disk beside what is on it already. */
const LEFT = 48 * 1024;

/** A disk that can be made small and large again. Null where this system does not let us have one. */
function smallDisk(): {
  readonly folder: string;
  shrink(): void;
  grow(): void;
  remove(): Promise<void>;
} | null {
  const folder = join(root, 'disk');
  mkdirSync(folder, { recursive: true });
  const mount = (...options: string[]): void => {
    execFileSync('mount', [...options, '-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
  };
  try {
    mount('-o', 'size=64m');
  } catch {
    return null;
  }
  return {
    folder,
    shrink: () => {
      const { blocks, bfree, bsize } = statfsSync(folder);
      mount('-o', `remount,size=${(blocks - bfree) * bsize + LEFT}`);
    },
    grow: () => mount('-o', 'remount,size=64m'),
    remove: async () => {
      // A thread that was told to end may hold a file for a moment.
      while (spawnSync('umount', [folder]).status !== 0) await sleep(100);
    },
  };
}

const fullDisk: Circumstance = async ({ kind, wanted }) => {
  const disk = smallDisk();
  if (disk === null) return 'no disk to fill here';
  try {
    return await withWorkspace(
      (workspace) =>
        withServer(kind, {}, async (server) => {
          disk.shrink();
          const told = await samplePull({ workspace, kind, server });
          expect(told).toBe('store.disk_full');
          disk.grow();
          await wrongThenRight({ kind, workspace, wanted }, server, {});
          return told;
        }),
      disk.folder,
    );
  } finally {
    await disk.remove();
  }
};

const circumstances: Readonly<Record<string, Circumstance>> = {
  'connection refused': otherOptions((server) => ({
    url: server.url.replace(/:\d+/, ':1'),
  })),
  'name not found': otherOptions((server) => ({
    url: `https://gone.invalid${new URL(server.url).pathname}`,
  })),
  'proxy needed': proxyNeeded,
  'proxy that is not there': otherOptions(() => ({ proxy: 'http://127.0.0.1:1' })),
  'certificate expired': certificate('expired'),
  'certificate self-signed': certificate('self-signed'),
  'certificate of another host': certificate('wrong-host'),
  'TLS 1.1': otherServer({ newestTls: 'TLSv1.1' }),
  'clock a day behind': clockOff(-1),
  'clock a day ahead': clockOff(1),
  'ids listed twice': doubledIds,
  'list without end': endlessCursor,
  'changed after it was listed': changedMeanwhile,
  'deleted between pages': deletedMeanwhile,
  'laptop closed for an hour': laptopClosed,
  'database locked': lockedDatabase,
  'disk full': fullDisk,
};

const kinds = isWhole ? serverKinds : serverKinds.filter((kind) => kind !== 'openrosa');
const cells = Object.keys(circumstances).flatMap((name, i) => {
  const taken = isWhole ? kinds : [kinds[i % kinds.length] ?? 'ona'];
  return taken.map((kind) => [name, kind] as const);
});
const table = new Map<string, string>();

test.each(cells)('%s: %s', async (name: string, kind: ServerKind) => {
  const wanted = await right(kind);
  const circumstance = circumstances[name];
  if (circumstance === undefined) throw new Error('no such circumstance');
  await withWorkspace(async (workspace) => {
    const told = await circumstance({ kind, workspace, wanted });
    expect(told).toMatch(expected[name] ?? /^ok$/);
    table.set(`${name} ${kind}`, told);
  });
});

/** What is told of each; nothing of the others. */
const expected: Readonly<Record<string, RegExp>> = {
  'connection refused': /^net\.refused$/,
  'name not found': /^net\.name_unknown$/,
  'proxy needed': /^net\.name_unknown$/,
  'proxy that is not there': /^net\.proxy$/,
  'certificate expired': /^net\.certificate_expired$/,
  'certificate self-signed': /^net\.certificate_unknown$/,
  'certificate of another host': /^net\.certificate_wrong_host$/,
  'TLS 1.1': /^net\.tls$/,
  'list without end': /^source\.list_endless$/,
  'deleted between pages': /^(ok|source\.submission_gone)$/,
  'database locked': /^store\.locked$/,
  'disk full': /^(store\.disk_full|no disk to fill here)$/,
};

afterAll(() => {
  if (!isWhole) return;
  const rows = Object.keys(circumstances).map(
    (name) => `| ${name} | ${serverKinds.map((kind) => table.get(`${name} ${kind}`) ?? '?').join(' | ')} |`,
  );
  const head = [
    `| what is wrong | ${serverKinds.join(' | ')} |`,
    `|---|${'---|'.repeat(serverKinds.length)}`,
  ];
  showTable('circumstances', [...head, ...rows]);
});
