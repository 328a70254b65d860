/** One way to read an address: the decoded parts of its path, and its query. */
export interface PageRoute {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/**
 * The paths that an address of a web site may stand for, the likeliest first: its own path, the path behind `#` (pages
 * that the browser makes), and the path that a login page leads to (`next=`). Takes what a user entered, with or without
 * `https://`. Throws nothing.
 */
export function routesOf(entered: string): readonly PageRoute[] {
  const behindHost = entered.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i, '');
  const hash = behindHost.indexOf('#');
  const own = routeOf(hash < 0 ? behindHost : behindHost.slice(0, hash));
  const behind = hash < 0 ? null : routeOf(behindHost.slice(hash + 1).replace(/^!/, ''));
  const next = own.query.get('next') ?? behind?.query.get('next') ?? null;
  const onward = next === null ? [] : routesOf(next.startsWith('/') ? `host${next}` : next);
  return [own, ...(behind === null ? [] : [behind]), ...onward];
}

function routeOf(text: string): PageRoute {
  const [path = '', ...query] = text.split('?');
  return {
    parts: path.split('/').flatMap((part) => (part === '' ? [] : [decoded(part)])),
    query: new URLSearchParams(query.join('?')),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
