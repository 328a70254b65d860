// Covers core/store/open-lock.ts, core/store/open-notes.ts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OpenLock } from './open-lock.ts';

test.each(['hold', 'holdAlone'])(
  'a process that is killed after "%s" holds nothing any more',
  async (how) => {
    const folder = mkdtempSync(join(tmpdir(), 'attache-open-'));
    const code = `
    import { OpenLock } from ${JSON.stringify(new URL('./open-lock.ts', import.meta.url).href)};
    globalThis.held = new OpenLock(process.argv[1])[process.argv[2]]('watch');
    process.stdout.write('held');
    setInterval(() => {}, 1000);
  `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code, folder, how]);
    await once(child.stdout, 'data');
    const lock = new OpenLock(folder);
    expect(() => lock.holdAlone()).toThrow(String(child.pid));
    if (how === 'hold') lock.hold('command')();
    else
      expect(() => lock.hold('command')).toThrow(expect.objectContaining({ code: 'workspace.converting' }));
    child.kill('SIGKILL');
    await once(child, 'close');
    lock.hold('command')();
    expect(readdirSync(join(folder, 'open'))).toEqual([]);
    lock.holdAlone()();
    rmSync(folder, { recursive: true });
  },
);
