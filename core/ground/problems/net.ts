import { EXIT, spec } from './spec.ts';

type Host = { readonly host: string };
/** `file` is the document that was asked for: `formList`, `submissionList`, or the name of a file. */
type Request = Host & { readonly file: string };

/** How many wrong tries are left before an account is locked, and for how long; null where the server does not say. */
type Tries = { readonly left: number | null; readonly minutes: number | null };

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const CHECK_CONNECTION =
  'Check that this computer is online, then try again; nothing that was already stored is lost.';
const CHECK_ADDRESS = 'Check the address for typing errors and that this computer is online, then try again.';

/** The way to a server and back. */
export const netProblems = {
  'net.login_refused': spec<Host & Partial<Tries>>({
    sentence: ({ host, left = null, minutes = null }) =>
      left === null || minutes === null
        ? `${host} refused the user name, password or token.`
        : `${host} refused the user name, password or token. It says that it locks the account for ${plural(minutes, 'minute')} after ${plural(left, 'more wrong try', 'more wrong tries')}.`,
    action:
      'Check the login. Accounts made by single sign-on or with two-factor login need a token instead of a password.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_locked': spec<Host & { readonly minutes: number }>({
    sentence: ({ host, minutes }) =>
      `${host} has locked this account for ${plural(minutes, 'more minute')}, after too many wrong passwords.`,
    action: ({ minutes }) =>
      `The password may well be right. Wait ${plural(minutes, 'minute')}, then try again. Check that no other device or program tries an old password.`,
    retry: true,
    exit: EXIT.login,
  }),
  'net.login_not_asked': spec<Host>({
    sentence: ({ host }) =>
      `${host} does not ask for the login at this address, so nobody can tell whether it is right.`,
    action:
      'Check the kind and the address of the server: that of a KoboToolbox has no user name behind it, that of an Ona has the owner of the project. If this server really shows everything without a login, set it to "no login".',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_by_service': spec<Host>({
    sentence: ({ host }) => `${host} signs people in by another service and takes no passwords itself.`,
    action: 'Ask its administrator for an account with a password, or for a token, and use that here.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_needed': spec<Host>({
    sentence: ({ host }) => `${host} asks for a login, and none is set for this server.`,
    action: 'Add a user name and password, or a token, to this server.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_needs_tls': spec<Host>({
    sentence: ({ host }) =>
      `${host} wants the login over a connection that is not encrypted (http); it was not sent.`,
    action: 'Use the address that begins with https://. Ask the administrator of the server for it.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_unsendable': spec<Host>({
    sentence: ({ host }) =>
      `The user name or token for ${host} is empty, or has a character that cannot be sent, such as a line break or a space; it was not sent.`,
    action: 'Copy it again from where you have it, and nothing before or behind it.',
    retry: false,
    exit: EXIT.login,
  }),
  'net.login_elsewhere': spec<Host & { readonly other: string }>({
    sentence: ({ host, other }) =>
      `${host} sent us on to ${other}, which asks for a login. A login is sent only to the address that you entered.`,
    action: ({ other }) =>
      `If ${other} belongs to the same service, enter its address (with https://) as the address of this server.`,
    retry: false,
    exit: EXIT.login,
  }),
  'net.forbidden': spec<Request>({
    sentence: ({ host, file }) => `${host} does not allow this account to read ${file}.`,
    action:
      'Ask the owner or a manager of the project for the right to view its submissions. On Central that is the role Project Viewer: Data Collectors and app users can only send.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.no_projects': spec<Host>({
    sentence: ({ host }) => `${host} accepts this account, but shows it no project.`,
    action:
      'Ask a manager of the project to give this account the role Project Viewer: without a role in a project Central shows an account nothing.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.project_forbidden': spec<Host & { readonly project: number }>({
    sentence: ({ host, project }) => `${host} does not allow this account to see project ${project}.`,
    action:
      'Ask a manager of that project to give this account the role Project Viewer, or sign in with another account.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.not_found': spec<Request>({
    sentence: ({ host, file }) => `${host} has no ${file} at this address.`,
    action:
      'Check the address of the server: Ona needs the owner of the project in it (https://api.ona.io/owner), KoboToolbox must not have a name in it, Aggregate may need /ODKAggregate.',
    retry: false,
    exit: EXIT.source,
  }),
  'net.file_not_found': spec<Request>({
    sentence: ({ host, file }) => `${host} lists ${file}, but does not have it.`,
    action:
      'Pull again later. If it stays so, tell the administrator of the server: the file is gone from its storage. The device may still have it.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'net.busy': spec<Request & { readonly seconds: number | null; readonly status?: number }>({
    sentence: ({ host, file, seconds }) =>
      `${host} is too busy to give ${file}${seconds === null ? '' : ` and asks to wait ${seconds} seconds`}.`,
    action: 'Wait a while, then continue; nothing that was already stored is lost.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.server_error': spec<Request & { readonly status: number }>({
    sentence: ({ host, file, status }) => `${host} failed while giving ${file} (status ${status}).`,
    action: 'Try again later. If it stays so, tell the administrator of the server the status.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.unexpected_status': spec<Request & { readonly status: number }>({
    sentence: ({ host, file, status }) => `${host} refused the request for ${file} (status ${status}).`,
    action: 'Check the address of the server; if it is right, tell its administrator the status.',
    retry: true,
    exit: EXIT.source,
  }),
  'net.name_unknown': spec<Host>({
    sentence: ({ host }) => `The address of ${host} cannot be found.`,
    action: CHECK_ADDRESS,
    retry: true,
    exit: EXIT.net,
  }),
  'net.unreachable': spec<Host>({
    sentence: ({ host }) => `There is no way to ${host} from this network.`,
    action: CHECK_CONNECTION,
    retry: true,
    exit: EXIT.net,
  }),
  'net.refused': spec<Host>({
    sentence: ({ host }) => `${host} is there, but no server answers at this address.`,
    action:
      'Check the address, its port number too, and that the server is running; a firewall may block it.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.cut': spec<Request>({
    sentence: ({ host, file }) => `The connection to ${host} broke while ${file} was being fetched.`,
    action: CHECK_CONNECTION,
    retry: true,
    exit: EXIT.net,
  }),
  'net.timeout': spec<Request>({
    sentence: ({ host, file }) => `${host} did not answer in time while ${file} was being fetched.`,
    action: CHECK_CONNECTION,
    retry: true,
    exit: EXIT.net,
  }),
  'net.failed': spec<Request & { readonly why: string }>({
    sentence: ({ host, file, why }) => `Fetching ${file} from ${host} failed (${why}).`,
    action: CHECK_CONNECTION,
    retry: true,
    exit: EXIT.net,
  }),
  'net.certificate_unknown': spec<Host>({
    sentence: ({ host }) =>
      `The certificate of ${host} is not signed by an authority that this computer trusts; nothing was sent.`,
    action:
      'If this is your own server, choose the certificate file of its authority (CA) in the settings of the server. Otherwise somebody may be listening: do not go on.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.certificate_expired': spec<Host>({
    sentence: ({ host }) => `The certificate of ${host} has expired; nothing was sent.`,
    action:
      'Check the date of this computer. If it is right, ask the administrator of the server to renew its certificate.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.certificate_not_yet_valid': spec<Host>({
    sentence: ({ host }) => `The certificate of ${host} is not valid yet; nothing was sent.`,
    action: 'Check the date and time of this computer: it is probably wrong.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.certificate_wrong_host': spec<Host>({
    sentence: ({ host }) => `The certificate shown at ${host} belongs to another name; nothing was sent.`,
    action: 'Use the address that the certificate was made for. If you do, somebody may be listening.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.tls': spec<Host & { readonly why: string }>({
    sentence: ({ host, why }) => `No encrypted connection (TLS) to ${host} could be made (${why}).`,
    action:
      'Check the address and its port: the server may speak only http there, or a TLS older than 1.2, which is refused.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.proxy': spec<Host>({
    sentence: ({ host }) => `The proxy did not let the connection to ${host} through.`,
    action: 'Check the address of the proxy, and that it allows connections to this server.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.proxy_login': spec<Record<string, never>>({
    sentence: () => 'The proxy asks for a login.',
    action:
      'Write the user name and password into the address of the proxy (http://user:password@proxy:8080), or ask whoever runs the network.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.ca_unreadable': spec<{ readonly file: string }>({
    sentence: ({ file }) => `The certificate file ${file} cannot be read as a PEM certificate.`,
    action: 'Choose the PEM file of the certificate authority: a text that has BEGIN CERTIFICATE in it.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.redirect_insecure': spec<Request>({
    sentence: ({ host, file }) =>
      `${host} sent the request for ${file} on to an address without encryption (http); it was not followed.`,
    action: 'Tell the administrator of the server that it redirects from https to http.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.redirect_loop': spec<Request>({
    sentence: ({ host, file }) => `${host} sends the request for ${file} round in circles.`,
    action: 'Check the address of the server, and whether it opens in a browser.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.too_large': spec<Request & { readonly megabytes: number }>({
    sentence: ({ host, file, megabytes }) =>
      `${file} from ${host} is larger than ${megabytes} MB, which no honest server sends; it was not read on.`,
    action: 'Check the address of the server. If it is right, tell its administrator.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.captive_portal': spec<Host>({
    sentence: ({ host }) =>
      `This network answered in place of ${host}. It probably asks you to sign in to the network first.`,
    action:
      'Open a browser, sign in to the network (hotel, airport, office), then try again. If the browser shows the server itself, check the address of the server.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.web_page': spec<Request>({
    sentence: ({ host, file }) => `Instead of ${file}, a web page came from ${host}.`,
    action:
      'If this network asks for a sign-in (hotel, airport, office), open a browser and sign in. Otherwise check the address of the server.',
    retry: true,
    exit: EXIT.net,
  }),
};
