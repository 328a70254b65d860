import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { knownAuthorities } from '../../ground/authorities.ts';
import { Problem } from '../../ground/problem.ts';

/** The contexts that were made, by the user's own authorities: to read all authorities takes long. */
const made = new Map<string, SecureContext>();

/**
 * What a connection trusts: the built-in authorities, those of this computer, and those of a PEM file that the user
 * chose; TLS 1.2 at least. Throws a Problem when the file holds no readable certificate.
 */
export function trust(caFile: string | undefined): SecureContext {
  const own = caFile === undefined ? [] : readAuthorities(caFile);
  const key = own.join();
  const known = made.get(key);
  if (known !== undefined) return known;
  const ca = [...new Set([...knownAuthorities(), ...own])];
  const context = createSecureContext({ ca, minVersion: 'TLSv1.2' });
  made.set(key, context);
  return context;
}

function readAuthorities(file: string): readonly string[] {
  try {
    const found = readFileSync(file, 'latin1').match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
    );
    if (found === null) throw new Error('no certificate');
    return found.map((pem) => new X509Certificate(pem).toString());
  } catch (cause) {
    throw new Problem('net.ca_unreadable', { file }, { cause });
  }
}
