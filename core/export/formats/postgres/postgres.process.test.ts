// Covers core/export/formats/postgres/audit.ts, core/export/formats/postgres/comments.ts,
// core/export/formats/postgres/description.ts, core/export/formats/postgres/failures.ts,
// core/export/formats/postgres/format.ts, core/export/formats/postgres/make-keys.ts,
// core/export/formats/postgres/mark.ts, core/export/formats/postgres/replace.ts,
// core/export/formats/postgres/server-tables.ts, core/export/formats/postgres/server.ts,
// core/export/formats/postgres/statements.ts, core/export/formats/postgres/table-names.ts,
// core/export/formats/postgres/tables-there.ts, core/export/formats/postgres/target.ts,
// core/export/formats/postgres/update.ts.
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { Secret } from '../../../ground/secret.ts';
import type { RowReader } from '../../../model/rows.ts';
import { type ExportReport, writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { choices, field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { canServe, PostgresServer } from './testing/postgres-server.ts';

/* A real server says whether the tables are right. */

const test = onlyWhere('postgres');
let server: PostgresServer;
beforeAll(async () => {
  if (canServe()) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

type Options = Partial<OptionsFor<'postgres'>>;

function exported(reader: RowReader, options: Options = {}): Promise<ExportReport> {
  return writeExport(reader, {
    folder: '',
    postgres: server.url(),
    secret: new Secret(PostgresServer.password),
    ...options,
    format: 'postgres',
  });
}

/** Returns the rows of a query as psql shows them. */
function rows(sql: string): string[][] {
  return parse(server.psql(sql), { relax_column_count: true }) as string[][];
}

/** Returns the rows of a table as objects. */
function table(schema: string, name: string): Record<string, string | null>[] {
  return rows(`SELECT row_to_json(t) FROM ${schema}.${name} t ORDER BY key`).map(
    ([json = '']) => JSON.parse(json) as Record<string, string | null>,
  );
}

const SURVEY = form(
  [
    field('name', 'string', { labels: { '': 'What is your name?' } }),
    field('age', 'int'),
    field('height', 'decimal'),
    field('agrees', 'boolean'),
    field('crops', 'select', choices('maize', 'teff')),
    field('sex', 'select1', { ...choices('f', 'm'), labels: { '': 'Sex' } }),
    field('born', 'date'),
    field('woken', 'time'),
    field('start', 'dateTime'),
    field('home', 'geopoint'),
    group('user', field('user/order')),
    repeat('member', field('member/name'), repeat('member/visit', field('member/visit/on', 'date'))),
  ],
  { formId: 'survey', title: 'A survey' },
);
const XML =
  '<name>Tab\there, "quotes", \\N and back\\slash\nÜnï 😀 አማርኛ</name><age>41</age><height>1.5</height><agrees>true</agrees>' +
  '<crops>teff</crops><sex>f</sex><born>1899-12-31</born><woken>06:30:00.250+03:00</woken>' +
  '<start>2024-03-01T10:00:00.500+03:00</start><home>-1.28 36.82 1700 4.5</home><user><order>7</order></user>' +
  '<member><name>One</name><visit><on>2024-02-29</on></visit><visit><on>soon</on></visit></member>' +
  '<member><name>Two</name></member>';
const one = submitted(SURVEY, 'uuid:1', XML);
const two = submitted(SURVEY, 'uuid:2', '<age>007</age><name> </name>');

describe('replace', () => {
  test('typed tables with keys, references and comments', async () => {
    const report = await exported(new MemoryReader([SURVEY], [one, two]), { schema: 'first' });
    expect(report.files).toEqual([
      {
        path: 'first',
        rows: 6,
        tables: [
          { table: 'survey', rows: 2 },
          { table: 'survey_member', rows: 2 },
          { table: 'survey_visit', rows: 2 },
        ],
      },
    ]);
    const [first, second] = table('first', 'survey');
    expect(first).toMatchObject({
      key: 'uuid:1',
      submission_date: '2024-03-01T08:00:00',
      form_version: '1',
      name: 'Tab\there, "quotes", \\N and back\\slash\nÜnï 😀 አማርኛ',
      age: 41,
      height: 1.5,
      agrees: true,
      crops: 'teff',
      crops_maize: 0,
      crops_teff: 1,
      sex: 'f',
      born: '1899-12-31',
      woken: '06:30:00.25',
      start: '2024-03-01T10:00:00.5',
      home_latitude: -1.28,
      home_longitude: 36.82,
      home_altitude: 1700,
      home_accuracy: 4.5,
      order_: '7',
      is_draft: false,
      encrypted: true,
    });
    expect(second).toMatchObject({ key: 'uuid:2', age: null, age_text: '007', name: ' ', agrees: null });
    expect(table('first', 'survey_member')).toMatchObject([
      { key: 'uuid:1/member[1]', parent_key: 'uuid:1', position: 1, name: 'One' },
      { key: 'uuid:1/member[2]', parent_key: 'uuid:1', position: 2, name: 'Two' },
    ]);
    expect(table('first', 'survey_visit')).toMatchObject([
      { parent_key: 'uuid:1/member[1]', on_: '2024-02-29', on__text: null },
      { parent_key: 'uuid:1/member[1]', on_: null, on__text: 'soon' },
    ]);
    const types = rows(
      `SELECT column_name, data_type FROM information_schema.columns
       WHERE table_schema = 'first' AND table_name = 'survey'`,
    );
    expect(Object.fromEntries(types)).toMatchObject({
      key: 'text',
      age: 'bigint',
      height: 'double precision',
      agrees: 'boolean',
      crops_teff: 'smallint',
      born: 'date',
      woken: 'time without time zone',
      start: 'timestamp without time zone',
      home_latitude: 'double precision',
    });
    const keys = rows(
      `SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'first'::regnamespace ORDER BY 1, 2`,
    );
    expect(keys).toEqual([
      ['first.survey', 'PRIMARY KEY (key)'],
      ['first.survey_member', 'FOREIGN KEY (parent_key) REFERENCES first.survey(key) ON DELETE CASCADE'],
      ['first.survey_member', 'PRIMARY KEY (key)'],
      [
        'first.survey_visit',
        'FOREIGN KEY (parent_key) REFERENCES first.survey_member(key) ON DELETE CASCADE',
      ],
      ['first.survey_visit', 'PRIMARY KEY (key)'],
    ]);
    const comments = rows(
      `SELECT obj_description('first.survey'::regclass), col_description('first.survey'::regclass, attnum)
       FROM pg_attribute WHERE attrelid = 'first.survey'::regclass AND attname IN ('name', 'sex', 'order_')
       ORDER BY attname`,
    );
    expect(comments[0]?.[0]).toMatch(/^A survey\nForm survey, version 1\. Each date-time is on the clock/);
    expect(comments.map(([, comment]) => comment)).toEqual([
      'What is your name?',
      'user/order',
      'Sex\nf: F\nm: M',
    ]);
  });

  test('a second export replaces only what Attaché made of this form', async () => {
    const reader = new MemoryReader([SURVEY], [one, two]);
    await exported(reader, { schema: 'second' });
    server.psql('CREATE TABLE second.mine AS SELECT 1 AS a');
    const grown = form([...SURVEY.children, field('more')], {
      formId: 'survey',
      title: 'A survey',
      version: '2',
    });
    await exported(new MemoryReader([grown], [submitted(grown, 'uuid:3', '<more>x</more>')]), {
      schema: 'second',
    });
    expect(table('second', 'survey')).toMatchObject([{ key: 'uuid:3', more: 'x' }]);
    expect(table('second', 'survey_member')).toEqual([]);
    expect(rows('SELECT a FROM second.mine')).toEqual([['1']]);

    server.psql('CREATE VIEW second.seen AS SELECT key FROM second.survey');
    await expect(exported(reader, { schema: 'second' })).rejects.toMatchObject({
      data: { code: 'export.postgres_table', params: { reason: 'used' } },
    });
    expect(table('second', 'survey')).toMatchObject([{ key: 'uuid:3' }]);
  });

  test('tables of others and of other forms are refused, and nothing is made', async () => {
    server.psql('CREATE SCHEMA third; CREATE TABLE third.survey_member (key text)');
    const reader = new MemoryReader([SURVEY], [one]);
    const refused = {
      data: { code: 'export.postgres_table', params: { table: 'survey_member', reason: 'notOurs' } },
    };
    await expect(exported(reader, { schema: 'third' })).rejects.toMatchObject(refused);
    await expect(exported(reader, { schema: 'third', mode: 'update' })).rejects.toMatchObject(refused);
    await expect(exported(new MemoryReader([SURVEY], []), { schema: 'third' })).rejects.toMatchObject(
      refused,
    );
    expect(rows(`SELECT relname FROM pg_class WHERE relnamespace = 'third'::regnamespace`)).toEqual([
      ['survey_member'],
    ]);
  });

  test('rows with one key are all there, without a primary key, and the report says so', async () => {
    const reader = new MemoryReader([SURVEY], [one, submitted(SURVEY, 'uuid:1', '<age>5</age>')]);
    const report = await exported(reader, { schema: 'twice' });
    expect(rows('SELECT key, age FROM twice.survey ORDER BY age')).toEqual([
      ['uuid:1', '5'],
      ['uuid:1', '41'],
    ]);
    expect(report.notes).toContainEqual({
      code: 'export.postgres_keys',
      params: { count: 1, table: 'survey', mode: 'replace' },
    });
    await expect(exported(reader, { schema: 'twice', mode: 'update' })).rejects.toMatchObject({
      data: { params: { reason: 'noKey' } },
    });
  });

  test('a form with 2,600 columns, long texts and awkward names', async () => {
    const many = Array.from({ length: 2600 }, (_, i) => field(`q${i}`));
    const model = form([
      ...many,
      field('x'.repeat(80)),
      field('X'.repeat(80)),
      field('SELECT'),
      field('select'),
    ]);
    const xml = many.map((_, i) => `<q${i}>${`text ${i} `.repeat(i % 50 === 0 ? 300 : 3)}</q${i}>`).join('');
    const long = `<${'x'.repeat(80)}>small</${'x'.repeat(80)}><${'X'.repeat(80)}>large</${'X'.repeat(80)}>`;
    const reader = new MemoryReader([model], [submitted(model, 'uuid:1', `${xml}${long}<select>s</select>`)]);
    for (const mode of ['replace', 'update'] as const) {
      await exported(reader, { schema: `wide_${mode}`, mode });
      const names = rows(
        `SELECT relname FROM pg_class WHERE relnamespace = 'wide_${mode}'::regnamespace AND relkind = 'r'`,
      );
      expect(names.length).toBeGreaterThan(1);
      const all = Object.assign(
        {},
        ...names.map(([name = '']) => table(`wide_${mode}`, `"${name}"`)[0]),
      ) as Record<string, string>;
      for (let i = 0; i < 2600; i += 1)
        expect(all[`q${i}`]).toBe(`text ${i} `.repeat(i % 50 === 0 ? 300 : 3));
      expect(Object.values(all)).toEqual(expect.arrayContaining(['small', 'large', 's']));
    }
    await exported(reader, { schema: 'wide_update', mode: 'update' });
    expect(table('wide_update', 'form')).toHaveLength(1);
  });
});

describe('update', () => {
  test('inserts, updates, removes rows of repeats that are gone, and keeps all others', async () => {
    const options = { schema: 'update', mode: 'update' } as const;
    const photo = join(temporaryFolder(), 'audit.csv');
    writeFileSync(photo, 'event,node,start,end\nform start,,1,2\n');
    await exported(new MemoryReader([SURVEY], [one, two]), options);
    server.psql('CREATE VIEW update.seen AS SELECT key, age FROM update.survey');
    const edited = submitted(
      SURVEY,
      'uuid:1',
      '<name>New</name><age>many</age><member><name>Changed</name></member>',
      { otherIds: ['uuid:2'] },
    );
    await exported(
      new MemoryReader([SURVEY], [edited, submitted(SURVEY, 'uuid:9', '<age>9</age>')]),
      options,
    );
    expect(table('update', 'survey')).toMatchObject([
      { key: 'uuid:1', name: 'New', age: null, age_text: 'many', crops: null },
      { key: 'uuid:9', age: 9, age_text: null },
    ]);
    expect(table('update', 'survey_member')).toMatchObject([{ key: 'uuid:1/member[1]', name: 'Changed' }]);
    expect(table('update', 'survey_visit')).toEqual([]);
    // An answer that is a number again leaves no text of before beside it.
    await exported(new MemoryReader([SURVEY], [submitted(SURVEY, 'uuid:1', '<age>42</age>')]), options);
    expect(rows('SELECT key, age FROM update.seen ORDER BY key')).toEqual([
      ['uuid:1', '42'],
      ['uuid:9', '9'],
    ]);
    expect(table('update', 'survey')[0]).toMatchObject({ age_text: null });
  });

  test('adds the columns, repeats and logs of a grown form, and refuses a column that changed its type', async () => {
    const options = { schema: 'grown', mode: 'update' } as const;
    await exported(new MemoryReader([SURVEY], [one]), options);
    const log = join(temporaryFolder(), 'audit.csv');
    writeFileSync(log, 'event,node,start,end\nform start,,1,2\nform exit,,3,4\n');
    const grown = form(
      [
        field('meta/audit', 'binary'),
        field('email', 'string', { labels: { '': 'E-mail' } }),
        ...SURVEY.children,
        repeat('plot', field('plot/size', 'decimal')),
      ],
      { formId: 'survey', title: 'A survey', version: '2' },
    );
    const more = submitted(
      grown,
      'uuid:2',
      '<meta><audit>audit.csv</audit></meta><email>a@b</email><plot><size>2.5</size></plot>',
      { attachments: [{ name: 'audit.csv', path: log, md5: null }] },
    );
    for (let times = 0; times < 2; times += 1)
      await exported(new MemoryReader([grown, SURVEY], [one, more]), options);
    expect(table('grown', 'survey')).toMatchObject([
      { key: 'uuid:1', email: null, age: 41 },
      { key: 'uuid:2', email: 'a@b', age: null },
    ]);
    expect(table('grown', 'survey_plot')).toMatchObject([{ parent_key: 'uuid:2', size: 2.5 }]);
    expect(rows('SELECT key, event, start, end_ FROM grown.survey_audit ORDER BY start')).toEqual([
      ['uuid:2', 'form start', '1', '2'],
      ['uuid:2', 'form exit', '3', '4'],
    ]);
    const changed = form([field('age', 'string')], { formId: 'survey', title: 'A survey', version: '3' });
    const reader = new MemoryReader([changed], [submitted(changed, 'uuid:1', '<age>old</age>')]);
    await expect(exported(reader, options)).rejects.toMatchObject({
      data: {
        code: 'export.postgres_column',
        params: { table: 'survey', column: 'age', was: 'bigint', now: 'text' },
      },
    });
    expect(table('grown', 'survey')[0]).toMatchObject({ age: 41 });
  });
});

describe('the connection', () => {
  const reader = () => new MemoryReader([SURVEY], [one]);
  const failure = async (options: Options) => {
    const error: unknown = await exported(reader(), options).catch((thrown: unknown) => thrown);
    const { data, message } = error as {
      data?: { code: string; params: Record<string, unknown> };
      message: string;
    };
    expect(`${message} ${JSON.stringify(data)}`).not.toMatch(/correct horse|wrong password|Ünï/);
    return [data?.code ?? message, data?.params.reason ?? data?.params.when];
  };

  test('is protected, and says what is wrong with it', async () => {
    expect(await failure({ postgres: undefined })).toEqual(['export.postgres_address', 'none']);
    expect(await failure({ postgres: server.url('') })).toEqual(['export.postgres_untrusted', 'authority']);
    const numbers = server.url().replace('localhost', '127.0.0.1');
    expect(await failure({ postgres: numbers })).toEqual(['export.postgres_untrusted', 'name']);
    expect(await failure({ postgres: server.url('sslmode=disable') })).toEqual([
      'export.postgres_refused',
      'login',
    ]);
    expect(await failure({ secret: new Secret('wrong password') })).toEqual([
      'export.postgres_refused',
      'login',
    ]);
    expect(await failure({ secret: undefined })).toEqual(['export.postgres_refused', 'login']);
    const none = server.url(undefined, 'nowhere');
    expect(await failure({ postgres: none })).toEqual(['export.postgres_refused', 'database']);
    const gone = `postgresql://owner@localhost:1/postgres?sslrootcert=${server.ca}`;
    expect(await failure({ postgres: gone })).toEqual(['export.postgres_unreachable', 'refused']);
    const unknown = 'postgresql://owner@no-such-host.invalid/postgres';
    expect(await failure({ postgres: unknown })).toEqual(['export.postgres_unreachable', 'host']);
    server.psql(`CREATE ROLE guest LOGIN PASSWORD '${PostgresServer.password}'`);
    const guest = server.url(undefined, 'postgres', 'guest');
    expect(await failure({ postgres: guest, schema: 'of_guest' })).toEqual([
      'export.postgres_refused',
      'permission',
    ]);
    const ca = numbers.replace('?', '?sslmode=verify-ca&');
    await exported(reader(), { postgres: ca, schema: 'by_ca' });
    const socket = `postgresql:///postgres?host=${server.folder}&port=${server.port}&user=owner`;
    await exported(reader(), { postgres: socket, schema: 'by_socket', secret: undefined });
    expect(rows('SELECT count(*) FROM by_ca.survey, by_socket.survey')).toEqual([['1']]);
  });

  test('that breaks in the middle changes nothing', async () => {
    await exported(reader(), { schema: 'broken' });
    const many = Array.from({ length: 3000 }, (_, i) =>
      submitted(SURVEY, `uuid:${i}`, `<name>${'x'.repeat(2000)}</name>`),
    );
    // Cuts the line after two megabytes, in the middle of COPY.
    const sockets = new Set<Socket>();
    const relay = createServer((client) => {
      const target = connect(server.port, '127.0.0.1');
      let bytes = 0;
      for (const socket of [client, target]) socket.on('error', () => {});
      client.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes < 2_000_000) target.write(chunk);
        else for (const socket of [client, target]) socket.destroy();
      });
      target.pipe(client);
      client.on('close', () => target.destroy());
      sockets.add(client);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', () => resolve()));
    const address = relay.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = server.url().replace(`:${server.port}/`, `:${port}/`);
    const lost = await exported(new MemoryReader([SURVEY], many), { postgres: url, schema: 'broken' }).catch(
      (error: { data: unknown }) => error.data,
    );
    expect(lost).toMatchObject({ code: 'export.postgres_lost', params: { when: 'before' } });
    relay.close();
    expect(table('broken', 'survey')).toMatchObject([{ key: 'uuid:1', age: 41 }]);

    const abort = new AbortController();
    const stopped = writeExport(
      new MemoryReader([SURVEY], many.slice(0, 50)),
      {
        folder: '',
        postgres: server.url(),
        secret: new Secret(PostgresServer.password),
        schema: 'broken',
        format: 'postgres',
      },
      { signal: abort.signal, progress: () => abort.abort(new Error('stopped')) },
    );
    await expect(stopped).rejects.toThrow('stopped');
    expect(table('broken', 'survey')).toMatchObject([{ key: 'uuid:1' }]);
  });
});
