import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * What the page may do. Nothing comes from the network or from text: scripts and styles are files of the app, pictures
 * and sound are `blob:`s that the window makes of bytes from the engine.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The one style that react-aria-components puts into the page itself, for pressable elements.
  "style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
  "img-src 'self' blob:",
  'media-src blob:',
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=(), clipboard-write=()',
  'cache-control': 'no-store',
};

/** Reads all files of the page once. The app serves these files only, for any address. */
export function readPage(
  folder: string,
): ReadonlyMap<string, { readonly bytes: Buffer; readonly type: string }> {
  const files = new Map<string, { bytes: Buffer; type: string }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { bytes: readFileSync(path), type });
  }
  return files;
}

/** One response. Takes the files by path, and the request; anything but a GET of a known file is refused. */
export function answerApp(
  files: ReadonlyMap<string, { readonly bytes: Buffer; readonly type: string }>,
  request: { readonly url: string; readonly method: string },
): Response {
  const url = URL.parse(request.url);
  if (url === null || url.host !== 'attache' || request.method !== 'GET') return refused(400);
  const file = files.get(url.pathname === '/' ? '/index.html' : url.pathname);
  if (file === undefined) return refused(404);
  return new Response(new Uint8Array(file.bytes), { headers: { ...headers, 'content-type': file.type } });
}

function refused(status: number): Response {
  return new Response('', { status, headers: { ...headers, 'content-type': 'text/plain' } });
}
