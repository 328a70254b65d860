import { request as httpRequest } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { Problem } from '../../ground/problem.ts';
import { networkFailure } from '../http/failure.ts';

/** What stands at the other end of a connection. */
export interface Reached {
  /** `TLSv1.3`; null over plain http. */
  readonly protocol: string | null;
  /** End of the certificate's validity, ISO 8601; null over plain http. */
  readonly validUntil: string | null;
  /** A name that the certificate is made for; null when it is made for ours, or over plain http. */
  readonly otherName: string | null;
  /** Why the certificate is not trusted; null when it is. */
  readonly problem: Problem | null;
}

export interface ProbeOptions {
  readonly trust: SecureContext;
  readonly proxy: string | null;
  /** Milliseconds for each step. */
  readonly timeout: number;
}

const PLAIN: Reached = { protocol: null, validUntil: null, otherName: null, problem: null };

/**
 * Opens a connection as a request would, through the proxy where there is one, and looks at the certificate, which may
 * be wrong. Sends nothing on it. Throws `net.*` problems: `net.proxy` and `net.proxy_login` for the proxy, `net.tls`
 * when there is no TLS, others when the server is not reached.
 */
export async function probe(base: URL, options: ProbeOptions, signal: AbortSignal): Promise<Reached> {
  const asked = { host: base.host, file: '' };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(options.timeout)]);
  const toProblem = (error: unknown): Problem => {
    signal.throwIfAborted();
    if (limit.aborted) return new Problem('net.timeout', { host: base.host, file: 'formList' });
    return networkFailure(error, asked).problem;
  };
  let socket: Duplex;
  if (options.proxy === null) {
    socket = await open(() => connectTcp(portOf(base), bare(base.hostname)), 'connect', limit).catch(
      (error) => {
        throw toProblem(error);
      },
    );
  } else {
    socket = await throughProxy(new URL(options.proxy), base, options.trust, limit).catch((error) => {
      signal.throwIfAborted();
      if (error instanceof Problem) throw error;
      throw new Problem('net.proxy', { host: base.host }, { cause: error });
    });
  }
  try {
    if (base.protocol === 'http:') return PLAIN;
    return await lookAtCertificate(socket, base, options.trust, limit).catch((error) => {
      const problem = toProblem(error);
      // A server that hangs up in the middle of the handshake speaks no TLS that we do.
      throw problem.code === 'net.cut'
        ? new Problem('net.tls', { host: base.host, why: 'ECONNRESET' })
        : problem;
    });
  } finally {
    socket.destroy();
  }
}

async function lookAtCertificate(
  socket: Duplex,
  base: URL,
  trust: SecureContext,
  limit: AbortSignal,
): Promise<Reached> {
  const host = bare(base.hostname);
  const servername = isIP(host) === 0 ? host : '';
  const start = (): TLSSocket =>
    connectTls({ socket, host, servername, secureContext: trust, rejectUnauthorized: false });
  const tls = await open(start, 'secureConnect', limit);
  const certificate = tls.getPeerCertificate();
  const problem = tls.authorized ? null : untrusted(tls.authorizationError, base.host);
  return {
    protocol: tls.getProtocol(),
    validUntil: new Date(certificate.valid_to).toISOString(),
    otherName: problem?.code === 'net.certificate_wrong_host' ? nameOf(certificate.subjectaltname) : null,
    problem,
  };
}

/** Resolves with the socket at that event; rejects with its error or when the time is over. */
function open<S extends Socket | TLSSocket>(
  make: () => S,
  event: 'connect' | 'secureConnect',
  limit: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    limit.throwIfAborted();
    const socket = make();
    const giveUp = (): void => {
      socket.destroy();
      reject(limit.reason);
    };
    limit.addEventListener('abort', giveUp, { once: true });
    socket.once(event, () => {
      limit.removeEventListener('abort', giveUp);
      resolve(socket);
    });
    // Stays: what comes after the certificate was seen is of no interest.
    socket.on('error', (error) => {
      limit.removeEventListener('abort', giveUp);
      reject(error);
    });
    socket.once('close', () => {
      reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    });
  });
}

function throughProxy(proxy: URL, base: URL, trust: SecureContext, limit: AbortSignal): Promise<Duplex> {
  const target = `${base.hostname}:${portOf(base)}`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = `Basic ${Buffer.from(login, 'utf8').toString('base64')}`;
  const options = {
    host: bare(proxy.hostname),
    port: portOf(proxy),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...(proxy.username === '' ? {} : { 'proxy-authorization': authorization }) },
    agent: false as const,
    signal: limit,
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      proxy.protocol === 'https:' ? { ...options, createConnection: () => overTls(proxy, trust) } : options,
    );
    request.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(refusal(statusCode, base));
      }
    });
    request.once('response', (response) => {
      response.destroy();
      reject(refusal(response.statusCode, base));
    });
    request.on('error', reject);
    request.end();
  });
}

function overTls(proxy: URL, trust: SecureContext): TLSSocket {
  const host = bare(proxy.hostname);
  return connectTls({
    host,
    port: portOf(proxy),
    servername: isIP(host) === 0 ? host : '',
    secureContext: trust,
  });
}

function refusal(status: number | undefined, base: URL): Problem {
  return status === 407 ? new Problem('net.proxy_login', {}) : new Problem('net.proxy', { host: base.host });
}

function untrusted(code: unknown, host: string): Problem {
  const cause =
    code instanceof Error ? code : Object.assign(new Error('not trusted'), { code: String(code) });
  const { problem } = networkFailure(cause, { host, file: '' });
  return problem.code.startsWith('net.certificate')
    ? problem
    : new Problem('net.certificate_unknown', { host });
}

/** The first DNS name of a certificate, in the letters of a host name; null when there is none. */
function nameOf(names: string | undefined): string | null {
  return /DNS:([A-Za-z0-9.*-]{1,253})/.exec(names ?? '')?.[1] ?? null;
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** An IPv6 address without its brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
