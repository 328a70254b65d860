import { databaseLogin, databaseSecret, keepDatabaseSecret } from '../../../app/exports/database-login.ts';
import type { ExportRequest } from '../../../app/exports/export-request.ts';
import { listPresets } from '../../../app/exports/presets.ts';
import { goesToServer } from '../../../core/export/formats/descriptions.ts';
import { certificateIn } from '../../../core/export/formats/postgres/address.ts';
import { isProblem, Problem } from '../../../core/ground/problem.ts';
import { Secret } from '../../../core/ground/secret.ts';
import type { Handlers } from '../../ipc/contract.ts';
import { problemView } from '../../ipc/problem-view.ts';
import type { EngineContext } from '../context.ts';

/** Adds to requests that go to a server what only the engine knows: password and trusted authority. */
export function withLogins(
  context: EngineContext,
  requests: readonly ExportRequest[],
): Promise<readonly ExportRequest[]> {
  return Promise.all(
    requests.map(async (request) => {
      if (!goesToServer(request.format)) return request;
      const { caFile } = context.settings();
      return { ...request, caFile, secret: await secretFor(context, request.chosen.postgres ?? null) };
    }),
  );
}

/** An address that cannot be read has no password. The export itself says what is wrong with it. */
async function secretFor(context: EngineContext, url: string | null): Promise<Secret | undefined> {
  try {
    return url === null ? undefined : await databaseSecret(context, url);
  } catch (error) {
    if (isProblem(error) && error.code === 'export.postgres_address') return undefined;
    throw error;
  }
}

/**
 * Throws `engine.place_unknown` when the page names a file with certificates that no preset has: whom servers
 * are trusted by is the user's choice.
 */
export function checkCertificate({ workspace }: Pick<EngineContext, 'workspace'>, url: string | null): void {
  const named = fileIn(url);
  if (named === null) return;
  const known = listPresets(workspace).map(({ options }) => fileIn(options.postgres));
  if (!known.includes(named)) throw new Problem('engine.place_unknown', {});
}

function fileIn(url: string | null): string | null {
  try {
    return url === null ? null : certificateIn(url);
  } catch {
    return null;
  }
}

/** The requests about the databases that exports go to. */
export function databaseHandlers(
  context: EngineContext,
): Handlers<'export.login' | 'export.signIn' | 'export.testDatabase'> {
  return {
    'export.login': ({ postgres }) => databaseLogin(context, postgres),
    'export.signIn': async ({ postgres, secret, remember }) => {
      await keepDatabaseSecret(context, postgres, new Secret(secret), remember);
      return databaseLogin(context, postgres);
    },
    'export.testDatabase': async ({ postgres: url, schema, mode, secret }) => {
      checkCertificate(context, url);
      const { testServer } = await import('../../../core/export/formats/postgres/test-server.ts');
      try {
        const version = await testServer({
          url,
          schema: schema ?? 'public',
          mode: mode ?? 'replace',
          password: secret === null ? await databaseSecret(context, url) : new Secret(secret),
          caFile: context.settings().caFile,
        });
        return { version, problem: null };
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { version: null, problem: problemView(error.data) };
      }
    },
  };
}
