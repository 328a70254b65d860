import { startOpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { sampleDataFromBriefcaseFolder } from '../fixtures/servers/sample-data.ts';

/*
 * Serves the bench's storage from the sample server. It runs in a separate process, so that it takes no time
 * from the process that is measured. It can delay each response, like a distant server. Prints the URL and
 * the CA file. For each line on standard input, it then prints counts of the requests since the previous
 * line.
 */
const [, , folder = '', delay = '0'] = process.argv;
const onDisk = sampleDataFromBriefcaseFolder(folder);
const read = new Map<string, ReturnType<typeof onDisk.submissions>>();
const server = await startOpenRosaServer({
  data: {
    forms: onDisk.forms,
    submissions: (formId) => {
      const known = read.get(formId) ?? onDisk.submissions(formId);
      read.set(formId, known);
      return known;
    },
  },
  prefix: '/amina',
  ...(delay === '0' ? {} : { delay: Number(delay) }),
  authentication: { users: [{ name: 'amina', password: 'TEST-password' }], offers: ['digest-md5'] },
});
for (const { formId } of onDisk.forms) read.set(formId, onDisk.submissions(formId));
console.log(JSON.stringify({ url: server.url, caFile: server.caFile }));

let seen = 0;
process.stdin.on('data', () => {
  const asked = server.requests.slice(seen);
  seen = server.requests.length;
  const nonces = new Set(asked.flatMap(({ nonce }) => nonce ?? []));
  const refused = asked.filter(({ status }) => status === 401).length;
  console.log(JSON.stringify({ requests: asked.length, nonces: nonces.size, refused }));
});
process.stdin.on('end', () => void server.close());
