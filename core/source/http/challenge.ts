/** One challenge of a `WWW-Authenticate` header: its scheme and parameters, names in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly params: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=\s*(?:,|$))/y;

/**
 * Reads the challenges of one or several `WWW-Authenticate` headers (RFC 9110 11.6.1), in their order.
 * Several challenges may stand in one header, and quoted values may hold commas. What does not follow the grammar
 * ends the reading of that header; what was read before it counts. Throws nothing.
 */
export function parseChallenges(headers: string | readonly string[] | undefined): readonly Challenge[] {
  const list = headers === undefined ? [] : typeof headers === 'string' ? [headers] : headers;
  return list.flatMap((header) => readHeader(header));
}

function readHeader(text: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const skip = () => take(/[\s,]+/y);
  for (skip(); at < text.length; skip()) {
    const word = take(TOKEN);
    if (word === null) break;
    const equals = take(/\s*=\s*/y);
    const current = challenges.at(-1);
    if (equals === null) {
      challenges.push({ scheme: word.toLowerCase(), params: new Map() });
      take(/ +/y);
      // "Negotiate YII…=": one opaque word instead of parameters.
      if (!/^[^\s,=]+\s*=\s*["\w]/.test(text.slice(at))) take(TOKEN68);
      continue;
    }
    const value = text[at] === '"' ? readQuoted() : take(TOKEN);
    if (value === null || current === undefined) break;
    current.params.set(word.toLowerCase(), value);
  }
  return challenges;

  function readQuoted(): string | null {
    const quoted = take(/"(?:[^"\\]|\\.)*"/sy);
    return quoted === null ? null : quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
  }
}
