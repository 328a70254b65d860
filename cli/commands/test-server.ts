import { type ServerTest, testServer } from '../../app/servers/test-server.ts';
import { connectionTo } from '../../app/sources/connection.ts';
import { describe, Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { FormRef } from '../../core/model/form-ref.ts';
import type { WebServer } from '../../core/model/server.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { checkName, checkText } from '../check-words.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { FORM_COLUMNS, formRows } from '../form-table.ts';
import { note, printable, printJson, printLine, printTable } from '../output.ts';
import { openSource, secretOf } from '../server-source.ts';

/** Seconds that a server may take to respond. */
const TIMEOUT = 30;

/**
 * `attache servers test`: tests a server line by line, as the window does, and lists its forms. Returns the
 * exit code: 5 when the account cannot read submissions, else the code of the check that failed.
 */
export function testOneServer(common: CommonOptions, name: string): Promise<number> {
  return withWorkspace(common, async (workspace) => {
    const server = workspace.servers.find(name);
    if (server === null) throw new Problem('usage.server_unknown', { name });
    if (server.kind === 'folder') return listForms(common, workspace, name);
    const test = await testOf(workspace, server);
    if (common.json) printJson(asJson(name, test));
    else printWords(name, test);
    return test.exit;
  });
}

/**
 * `attache servers forms`: lists the forms of a server or folder, with what the server reports about each.
 */
export function listServerForms(common: CommonOptions, name: string): Promise<number> {
  return withWorkspace(common, (workspace) => listForms(common, workspace, name));
}

async function listForms(common: CommonOptions, workspace: Workspace, name: string): Promise<number> {
  if (workspace.servers.find(name) === null) throw new Problem('usage.server_unknown', { name });
  const source = await openSource(workspace, name);
  try {
    const forms = (await source.listForms(cancelSignal())).map(formJson);
    if (common.json) printJson({ name, ok: true, forms });
    else printTable(FORM_COLUMNS, formRows(forms));
    if (forms.length === 0) note('No forms. An account sees only forms that it has rights for.');
    return EXIT.ok;
  } finally {
    await source.close();
  }
}

async function testOf(workspace: Workspace, server: WebServer): Promise<ServerTest> {
  const {
    url,
    login,
    caFile = null,
    proxy = null,
  } = connectionTo(server, {
    clock,
    secret: await secretOf(server),
  });
  const { name, kind } = server;
  const options = { name, kind, url, login, caFile, proxy, timeout: TIMEOUT, clock, onLine: () => undefined };
  return testServer(workspace, options, cancelSignal());
}

function printWords(name: string, { lines, forms, exit }: ServerTest): void {
  for (const line of lines) {
    printLine(`${checkName(line.check).padEnd(12)} ${line.state.padEnd(9)} ${printable(checkText(line))}`);
  }
  const failed = lines.find(({ state }) => state === 'bad');
  if (failed?.problem != null) note(`What to do: ${printable(describe(failed.problem).action)}`);
  const isSignedIn = lines.some(({ code }) => code === 'login.accepted');
  if (exit === EXIT.ok)
    printLine(`${name} responds${isSignedIn ? ' and accepts the login' : ''}. Its forms:`);
  else if (forms !== null && forms.length > 0) printLine('Its forms:');
  if (forms !== null && forms.length > 0) printTable(FORM_COLUMNS, formRows(forms.map(formJson)));
}

function asJson(name: string, { lines, forms, kind, exit }: ServerTest): object {
  const failed = lines.find(({ state, code }) => state === 'bad' || code === 'rights.no-forms');
  return {
    name,
    ok: exit === EXIT.ok,
    kind,
    lines: lines.map(({ check, state, code, problem, params }) => ({
      check,
      state,
      code: problem?.code ?? code,
      message: checkText({ check, state, code, problem, params }),
    })),
    forms: forms?.map(formJson) ?? null,
    ...(failed === undefined || exit === EXIT.ok
      ? {}
      : {
          error: {
            code: failed.problem?.code ?? failed.code,
            message: checkText(failed),
            action: failed.problem === null ? null : describe(failed.problem).action,
          },
        }),
  };
}

function formJson(form: FormRef) {
  return {
    formId: form.formId,
    version: form.version,
    title: form.name,
    submissions: form.counted ?? null,
    keyKeptByServer: form.isKeyKept === true,
    encrypted: form.isEncrypted ?? null,
    state: form.state ?? null,
  };
}
