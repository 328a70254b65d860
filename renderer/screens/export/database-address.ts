/** The address of a database in its parts, as the user types them. The password is never one of them. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  /** How the connection is protected: the certificate with its name, the certificate alone, or not at all. */
  readonly protection: 'verify-full' | 'verify-ca' | 'disable';
  /** What else the address says, which has no field of its own. */
  readonly more: string;
}

const EMPTY: DatabaseAddress = {
  host: '',
  port: '',
  database: '',
  user: '',
  protection: 'verify-full',
  more: '',
};

const PARTS =
  /^postgres(?:ql)?:\/\/(?:([^@/?#:]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#@]*)(?::(\d*))?(?:\/([^?#]*))?(?:\?([^#]*))?$/i;

/** Takes an address apart. Null is an address without parts; so is a text that is no address. */
export function addressOf(url: string | null): DatabaseAddress {
  return takenApart(url ?? '')?.address ?? EMPTY;
}

/**
 * Takes apart what the user pastes. Returns null when it is no address. A password in it is returned apart; ''
 * when there is none.
 */
export function takenApart(
  pasted: string,
): { readonly address: DatabaseAddress; readonly password: string } | null {
  const found = PARTS.exec(pasted.trim());
  if (found === null) return null;
  const [, user = '', password = '', host = '', port = '', database = '', query = ''] = found;
  const more = new URLSearchParams(query);
  const said = (name: string, otherwise: string): string => {
    const value = more.get(name) ?? otherwise;
    more.delete(name);
    return value;
  };
  const mode = said('sslmode', 'verify-full');
  return {
    password: said('password', decoded(password)),
    address: {
      host: said('host', decoded(host).replace(/^\[|\]$/g, '')),
      port: said('port', port),
      database: said('dbname', decoded(database)),
      user: said('user', decoded(user)),
      protection: mode === 'verify-ca' || mode === 'disable' ? mode : 'verify-full',
      more: more.toString(),
    },
  };
}

/** Puts an address together. Returns null when nothing is typed. */
export function urlOf({ host, port, database, user, protection, more }: DatabaseAddress): string | null {
  if (host === '' && port === '' && database === '' && user === '' && protection === 'verify-full')
    return null;
  const query = new URLSearchParams(more);
  if (protection !== 'verify-full') query.set('sslmode', protection);
  // A folder of a socket, and an address with colons, have their place in the query.
  const isPlain = /^[^/:]*$/.test(host);
  if (!isPlain) query.set('host', host);
  const rest = query.toString();
  return [
    'postgresql://',
    user === '' ? '' : `${encodeURIComponent(user)}@`,
    isPlain ? encodeURIComponent(host) : '',
    port === '' ? '' : `:${port}`,
    `/${encodeURIComponent(database)}`,
    rest === '' ? '' : `?${rest}`,
  ].join('');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
