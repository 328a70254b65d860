import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

function source(name: string): string {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  return stripTypeScriptTypes(text).replaceAll(/^export /gm, '');
}

const codec = source('codec.ts');
const page = source('page.ts');
const world = source('world.ts');

/** What runs in the page's own world before anything else. Takes the name that both halves share. */
export function pageScript(token: string): string {
  return `(() => { const token = ${JSON.stringify(token)}; ${page} })();`;
}

/** What runs in the preload's world: the host's half, and then the app's preload, a CommonJS file. */
export function preloadScript(token: string, preloadFile: string): string {
  const preload = readFileSync(preloadFile, 'utf8');
  return `(() => {
    if (location.href === 'about:blank') return;
    const token = ${JSON.stringify(token)};
    ${codec}
    const preload = (require) => { const module = { exports: {} }; const { exports } = module; ${preload}
    };
    ${world}
  })();`;
}
