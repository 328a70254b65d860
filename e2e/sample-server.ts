import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import {
  type OpenRosaServer,
  type OpenRosaServerOptions,
  startOpenRosaServer,
} from '../fixtures/servers/openrosa-server.ts';
import { test as base } from './electron.ts';

const keys = fileURLToPath(new URL('../fixtures/sample-project/keys/', import.meta.url));

/** Who may sign in at the servers of these specs. */
export const account = { name: 'amina', password: 'TEST-server-password', token: 'TEST-server-token' };

/** The key that opens the newer forms of the sample project, behind its passphrase; and the older one, open. */
export const newKey = {
  file: `${keys}TEST-key-2025.pem`,
  passphrase: readFileSync(`${keys}TEST-key-2025.passphrase.txt`, 'utf8').trim(),
};
export const oldKey = { file: `${keys}TEST-key-2023.pem` };

/** How many submissions the servers of these specs have. */
export const SUBMISSIONS = 120;

type Serve = (
  options?: Omit<OpenRosaServerOptions, 'data'> & { readonly count?: number },
) => Promise<OpenRosaServer>;

/** Specs that need a server: HTTPS with a certificate of its own, Digest, and the sample project behind it. */
export const test = base.extend<{ readonly serve: Serve; readonly server: OpenRosaServer }>({
  serve: async ({ folder }, use) => {
    const servers: OpenRosaServer[] = [];
    await use(async ({ count = SUBMISSIONS, ...options } = {}) => {
      const server = await startOpenRosaServer({
        data: sampleProject(count),
        authentication: { users: [account], offers: ['digest-md5'] },
        ...options,
      });
      servers.push(server);
      // In the folder of the test, where it stays when the server goes.
      const caFile = join(folder, `authority-${servers.length}.pem`);
      writeFileSync(caFile, server.ca);
      return { ...server, caFile };
    });
    for (const server of servers) await server.close();
  },
  server: async ({ serve }, use) => {
    await use(await serve());
  },
});
