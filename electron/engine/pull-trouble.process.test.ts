// Covers core/pull/away.ts, core/pull/breaker.ts.
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket, connect as tcp } from 'node:net';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { Problem } from '../../core/ground/problem.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { holdAfter } from '../../fixtures/servers/held-submissions.ts';
import type { OpenRosaServer, OpenRosaServerOptions } from '../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { chooseAll, lastPull, PullEngines, pullAll, whenPull } from './testing/pull-engine.ts';

const engines = new PullEngines();
const wires: Wire[] = [];
afterEach(() => {
  for (const wire of wires.splice(0)) wire.cut();
  vi.restoreAllMocks();
});
afterAll(() => engines.close());

/** The way to a server, which can be cut and mended. */
class Wire {
  readonly port: number;
  #to = 0;
  #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.#serve(server);
  }

  static async lay(): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const wire = new Wire(server);
    wires.push(wire);
    return wire;
  }

  lead(to: number): void {
    this.#to = to;
  }

  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async mend(): Promise<void> {
    this.#server = createServer();
    this.#serve(this.#server);
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve));
  }

  #serve(server: Server): void {
    server.on('connection', (socket) => {
      const far = tcp(this.#to, '127.0.0.1');
      for (const one of [socket, far]) {
        this.#sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => {
          socket.destroy();
          far.destroy();
        });
      }
      socket.pipe(far).pipe(socket);
    });
  }
}

/** A server that is reached over a wire only. */
async function wired(options: OpenRosaServerOptions): Promise<{ server: OpenRosaServer; wire: Wire }> {
  const wire = await Wire.lay();
  const origin = `https://localhost:${wire.port}`;
  const server = await engines.server({ ...options, publicOrigin: origin });
  wire.lead(Number(new URL(server.origin).port));
  return { server: { ...server, url: origin, origin }, wire };
}

test('while the network is away a pull waits, and it goes on when it is back', async () => {
  const engine = engines.start();
  const { hold, letGo } = holdAfter(100);
  const { server, wire } = await wired({ data: tinyData(400), hold });
  engine.addServer('s', server);
  const forms = await chooseAll(engine);
  const pulling = whenPull(engine, ({ totals }) => totals.stored > 0);
  await engine.ask['pull.start']({ forms: [...forms], full: false });
  await pulling;
  const away = whenPull(engine, ({ state }) => state === 'offline');
  wire.cut();
  const offline = await away;
  expect(offline.tryAgainAt).not.toBeNull();
  expect(offline.forms.map(({ step }) => step)).toContain('offline');
  expect(offline.totals.notStored).toBe(0);
  expect((await engine.ask['forms.list']({})).sources[0]?.notReached).toMatchObject({
    problem: { code: expect.stringMatching(/^net\./) },
    isAway: true,
  });
  letGo();
  await wire.mend();
  await engine.ask['pull.tryNow']({});
  await engine.runner.ended();
  const ended = await lastPull(engine);
  expect(ended).toMatchObject({ state: 'ended', totals: { toFetch: 401, stored: 401, notStored: 0 } });
  expect(ended.happened.map(({ code }) => code)).toEqual(expect.arrayContaining(['offline', 'online']));
  expect((await engine.ask['forms.list']({})).sources[0]?.notReached).toBeNull();
});

test('a pull that waits for the network can be stopped', async () => {
  const engine = engines.start();
  const { hold, letGo } = holdAfter(100);
  const { server, wire } = await wired({ data: tinyData(400), hold });
  engine.addServer('s', server);
  const forms = await chooseAll(engine);
  const pulling = whenPull(engine, ({ totals }) => totals.stored > 0);
  await engine.ask['pull.start']({ forms: [...forms], full: false });
  await pulling;
  const away = whenPull(engine, ({ state }) => state === 'offline');
  wire.cut();
  await away;
  letGo();
  await engine.ask['pull.stop']({});
  await engine.runner.ended();
  expect(await lastPull(engine)).toMatchObject({ state: 'ended', outcome: 'stopped' });
});

test('a request that fails while the server answers is told and left, without waiting', async () => {
  const engine = engines.start();
  const faults = [{ kind: 'reset', at: /downloadSubmission.*000007/ }] as const;
  engine.addServer('s', await engines.server({ data: tinyData(12), faults }));
  await chooseAll(engine);
  const pull = await pullAll(engine);
  expect(pull).toMatchObject({ outcome: 'problems', totals: { toFetch: 13, stored: 12, notStored: 1 } });
  expect(pull.happened.some(({ code }) => code === 'offline')).toBe(false);
  expect(pull.happened.find(({ code }) => code === 'problem')).toMatchObject({
    params: { source: 's', form: 'Household', count: 1 },
    problem: { code: 'net.cut' },
  });
  expect((await engine.ask['forms.list']({})).forms.map(({ counts }) => counts.notStored)).toEqual([1, 0]);

  const report = await engine.ask['pull.report']({ pullId: pull.pullId });
  expect(report.problems.find(({ problem }) => problem.code === 'net.cut')).toMatchObject({ count: 1 });
  expect(report.after).toMatchObject({ onServer: 13, onlyHere: 0, here: 12, toPull: 1, notStored: 1 });
});

test('a full disk stops all sources, says so, and the next pull goes on', async () => {
  const engine = engines.start();
  engine.addServer('s', await engines.server({ data: tinyData(150) }));
  engine.addServer('t', await engines.server({ data: tinyData(150) }));
  const forms = await chooseAll(engine);
  // A test cannot fill a real disk, so the database throws the error that SQLite throws then.
  const put = vi.spyOn(engine.workspace.submissions, 'put').mockImplementation(() => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  });
  const pull = await pullAll(engine, forms);
  expect(pull).toMatchObject({ outcome: 'failed', problem: { code: 'store.disk_full' } });
  put.mockRestore();
  const next = await pullAll(engine, forms);
  expect(next.totals).toMatchObject({ toFetch: 302, stored: 302 });
});

test('stopping ends between two submissions, and the next pull has the rest', async () => {
  const engine = engines.start();
  // The rest comes when the pull has ended: one that waits for it would not end.
  const { hold, letGo } = holdAfter(100);
  engine.addServer('s', await engines.server({ data: sampleProject(300), hold }));
  const forms = await chooseAll(engine);
  const pulling = whenPull(engine, ({ totals }) => totals.stored > 0);
  await engine.ask['pull.start']({ forms: [...forms], full: false });
  await expect(async () => engine.ask['pull.start']({ forms: [...forms], full: false })).rejects.toThrow(
    Problem,
  );
  await pulling;
  await engine.ask['pull.stop']({});
  expect((await lastPull(engine)).state).toBe('stopping');
  await engine.runner.ended();
  letGo();
  const stopped = await lastPull(engine);
  expect(stopped.outcome).toBe('stopped');
  expect(stopped.forms.map(({ step }) => step)).toContain('stopped');
  const { stored } = stopped.totals;
  expect(stored).toBeGreaterThan(0);
  expect(stored).toBeLessThan(300);
  const next = await pullAll(engine, forms);
  // One of those that came may look damaged, and is fetched again beside the rest.
  const { listed, alreadyHere, toFetch } = next.totals;
  expect([listed, alreadyHere + toFetch]).toEqual([300, 300]);
  expect(toFetch).toBeGreaterThanOrEqual(300 - stored);
  expect(toFetch).toBeLessThan(300 - stored + 5);
  const history = await engine.ask['pull.history']({});
  expect(history.map(({ outcome }) => outcome)).toEqual(['problems', 'stopped']);
});

test('a pull that is stopped while it reads the lists calls no form complete', async () => {
  const engine = engines.start();
  const rest = Promise.withResolvers<void>();
  let held: string | null = null;
  const hold = (path: string) => (held !== null && path.includes(held) ? rest.promise : undefined);
  engine.addServer('s', await engines.server({ data: sampleProject(20), hold }));
  const forms = await chooseAll(engine);
  // Before the list of forms is here, and while the lists of their submissions are read.
  for (const [step, at] of [
    ['waiting', '/'],
    ['listing', 'submissionList?'],
  ] as const) {
    held = at;
    const begun = whenPull(
      engine,
      (pull) => pull.state === 'running' && pull.forms.some((form) => form.step === step),
    );
    await engine.ask['pull.start']({ forms: [...forms], full: false });
    await begun;
    await engine.ask['pull.stop']({});
    await engine.runner.ended();
    const stopped = await lastPull(engine);
    expect(stopped).toMatchObject({ outcome: 'stopped', totals: { toFetch: 0, stored: 0 } });
    for (const form of stopped.forms) expect(form).toMatchObject({ step: 'stopped', problem: null });
  }
  held = null;
  rest.resolve();
  const next = await pullAll(engine, forms);
  expect(next.totals).toMatchObject({ listed: 20, toFetch: 20 });
});
