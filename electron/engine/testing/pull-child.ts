import { Secret } from '../../../core/ground/secret.ts';
import { testWorkspace } from '../../../fixtures/switched-workspace.ts';
import { formsHandlers } from '../forms.ts';
import { makePullRunner, pullHandlers } from '../pull.ts';
import { testContext } from './context.ts';
import { oldKey, PASSWORD, reaching } from './pull-engine.ts';

/*
 * A process that pulls everything, or goes on with what was interrupted, to be killed from outside. Takes the folder of
 * a workspace and `start` or `continue`; prints the state of each event as a line of JSON.
 */
const [folder = '', action] = process.argv.slice(2);
const workspace = testWorkspace(folder);
const context = testContext(workspace, { keys: [oldKey()] });
for (const { name } of workspace.servers.all()) context.secrets.keep(name, new Secret(PASSWORD));
const runner = makePullRunner(context, reaching, () => Promise.reject(new Error('no profile here')));
const ask = {
  ...formsHandlers(context, runner, reaching, () => undefined),
  ...pullHandlers(context, runner),
};
context.hear((event) => {
  if (event.type === 'pull') process.stdout.write(`${JSON.stringify(event.pull.totals)}\n`);
});
if (action === 'continue') {
  const { unfinished } = await ask['pull.status']({});
  if (unfinished !== null) await ask['pull.continue']({});
  else await ask['pull.start']({ forms: null, full: false });
} else await ask['pull.start']({ forms: null, full: false });
await runner.ended();
workspace.close();
