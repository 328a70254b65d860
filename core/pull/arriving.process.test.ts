// Covers core/pull/staging.ts, core/source/folder/open-folder.ts, core/source/folder/unpack.ts.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Found, findTexts } from '../../fixtures/planted.ts';
import { type OpenRosaServer, startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import { zip } from '../../fixtures/zip.ts';
import { readWhole } from '../model/content.ts';
import { connect } from '../store/connect.ts';
import { Workspace } from '../store/workspace.ts';

/*
 * What arrives in an encrypted workspace, killed at many moments: neither an answer, nor a piece of a photo, nor the
 * name of a file or folder can be read anywhere in the workspace or in the system's temporary folder.
 */
const root = mkdtempSync(join(tmpdir(), 'attache-arriving-'));
let server: OpenRosaServer;

const ANSWER = 'planted-answer-of-Amina';
const PHOTO = 'planted-photo-of-a-patient';
const NAME = 'planted-name-of-a-file';
const PLACE = 'planted-name-of-a-folder';
const CHOICE = 'planted-choice-of-a-list';
const PLANTED = [ANSWER, PHOTO, NAME, PLACE, CHOICE];

const photo = Buffer.from(PHOTO.repeat(80_000));
const FORM = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><data id="visit" version="1"><name/><photo/><of/></data></instance><instance id="patients" src="jr://file-csv/patients.csv"/><bind nodeset="/data/name" type="string"/><bind nodeset="/data/photo" type="binary"/></model></h:head><h:body><input ref="/data/name"/><upload ref="/data/photo" mediatype="image/*"/><select1 ref="/data/of"><itemset nodeset="instance('patients')/root/item"><value ref="name"/><label ref="label"/></itemset></select1></h:body></h:html>`;
const LIST = Buffer.from(`name,label\n${CHOICE},${CHOICE}\n`);
const XML = `<data id="visit" version="1"><name>${ANSWER}</name><photo>${NAME}.jpg</photo><of>${CHOICE}</of><meta><instanceID>uuid:1</instanceID></meta></data>`;

const data: SampleData = {
  forms: [
    { formId: 'visit', version: '1', name: 'Visit', xml: FORM, media: new Map([['patients.csv', LIST]]) },
  ],
  submissions: () => [
    {
      instanceId: 'uuid:1',
      manifestXml: XML,
      files: new Map([[`${NAME}.jpg`, photo]]),
      submissionDate: '2026-01-02T03:04:05.678Z',
    },
  ],
};

beforeAll(async () => {
  server = await startOpenRosaServer({ data });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** A zip of a Collect folder, with its database. */
function packed(): string {
  const base = mkdtempSync(join(root, 'zip-'));
  const path = join(base, 'phone.zip');
  const database = join(base, 'instances.db');
  const db = connect(database, { key: null });
  db.exec('CREATE TABLE instances (displayName text, instanceFilePath text, status text)');
  db.prepare('INSERT INTO instances VALUES (?, ?, ?)').run(ANSWER, `${PLACE}/${PLACE}.xml`, 'complete');
  db.close();
  const files = [
    { name: 'forms/Visit.xml', bytes: Buffer.from(FORM) },
    { name: 'forms/Visit-media/patients.csv', bytes: LIST },
    { name: `instances/${PLACE}/${PLACE}.xml`, bytes: Buffer.from(XML) },
    { name: `instances/${PLACE}/${NAME}.jpg`, bytes: photo },
    { name: 'metadata/instances.db', bytes: readFileSync(database) },
  ];
  writeFileSync(path, zip(files));
  return path;
}

interface Place {
  readonly workspace: string;
  /** The system's temporary folder. */
  readonly temporary: string;
}

function newPlace(): Place {
  const base = mkdtempSync(join(root, 'case-'));
  const place = { workspace: join(base, 'workspace'), temporary: join(base, 'temporary') };
  mkdirSync(place.temporary);
  return place;
}

/** Runs it in a process that kills itself before that step. Returns whether it was killed. */
function take(
  place: Place,
  kind: 'encrypted' | 'plain',
  from: readonly string[],
  step: number,
): Promise<boolean> {
  const env = {
    ...process.env,
    TMPDIR: place.temporary,
    TEMP: place.temporary,
    TMP: place.temporary,
    DIE_AT: String(step),
    // What arrives, and what is stored: numbers in a zip, hidden names, and in a plain workspace the names themselves.
    DIE_FILES: `^\\d{6}$|^[0-9a-f]{64}|${NAME}`,
  };
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const args = [
    '--import',
    new URL('../testing/die-at-step.ts', import.meta.url).href,
    here('./testing/arriving.ts'),
    place.workspace,
    kind,
    ...from,
  ];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, _out, err) => {
      if (error !== null && error.signal !== 'SIGKILL') reject(new Error(err));
      else resolve(error !== null);
    });
  });
}

const traces = ({ workspace, temporary }: Place): readonly Found[] =>
  findTexts([workspace, temporary], PLANTED);

const sources: readonly (readonly [string, () => readonly string[]])[] = [
  ['a server', () => [server.url, server.caFile]],
  ['a zip', () => [packed()]],
];

describe.each(sources)('from %s', (_, from) => {
  test('a kill in the middle leaves nothing that can be read, and the next run takes it all', async () => {
    const place = newPlace();
    const given = from();
    for (const step of [2, 25, 36, 60]) {
      const isKilled = await take(place, 'encrypted', given, step);
      expect(traces(place)).toEqual([]);
      if (!isKilled) break;
    }
    await take(place, 'encrypted', given, 0);
    expect(traces(place)).toEqual([]);
    const workspace = new Workspace(place.workspace, testWorkspaceKeys());
    try {
      expect(readdirSync(workspace.incomingFolder)).toEqual([]);
      const [one] = [...workspace.rows('visit').submissions({})];
      const [attachment] = one?.attachments ?? [];
      const { path = null, key } = attachment ?? {};
      if (path === null || key === undefined) throw new Error('the photo is not there, or not encrypted');
      expect(Buffer.from(readWhole({ kind: 'file', path, size: 0, key })).equals(photo)).toBe(true);
    } finally {
      workspace.close();
    }
  });

  test('in a plain workspace the same is found, so that this test would see it', async () => {
    const place = newPlace();
    expect(await take(place, 'plain', from(), 20)).toBe(true);
    expect(traces(place).some(({ file, text }) => file.includes('incoming') && text === PHOTO)).toBe(true);
  });
});

test('what a killed run has received whole is not fetched again', async () => {
  const place = newPlace();
  const given = [server.url, server.caFile];
  const asked = () => server.requests.filter(({ path }) => path.includes(NAME)).length;
  const before = asked();
  expect(await take(place, 'encrypted', [...given, 'die-when-fetched'], 0)).toBe(true);
  expect(asked()).toBe(before + 1);
  expect(readdirSync(join(place.workspace, 'incoming'))).toHaveLength(1);
  expect(traces(place)).toEqual([]);
  await take(place, 'encrypted', given, 0);
  expect(asked()).toBe(before + 1);
  expect(readdirSync(join(place.workspace, 'incoming'))).toEqual([]);
  expect(traces(place)).toEqual([]);
});
