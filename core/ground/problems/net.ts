import { EXIT, spec } from './spec.ts';

/** The connection to a server. */
export const netProblems = {
  'net.forbidden': spec({
    details: { host: 'text', file: 'text' },
    heading: 'This account may not read these',
    sentence: '{host} does not allow this account to read {file}.',
    action:
      'Ask the owner or a manager of the project for the right to view its submissions. On Central that is the role Project Viewer: Data Collectors and app users can only send.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.no_projects': spec({
    details: { host: 'text' },
    heading: 'This account sees no project',
    sentence: '{host} accepts this account, but shows it no project.',
    action:
      'Ask a manager of the project to give this account the role Project Viewer. Central shows nothing to an account without a role in a project.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.project_forbidden': spec({
    details: { host: 'text', project: 'number' },
    heading: 'This account may not see the project',
    sentence: '{host} does not allow this account to see project {project, number}.',
    action:
      'Ask a manager of that project to give this account the role Project Viewer, or sign in with another account.',
    retry: true,
    exit: EXIT.login,
  }),
  'net.not_found': spec({
    details: { host: 'text', file: 'text' },
    heading: 'Not found on the server',
    sentence: '{host} has no {file} at this address.',
    action:
      'Check the address of the server: Ona needs the owner of the project in it (https://api.ona.io/owner), KoboToolbox must not have a name in it, Aggregate may need /ODKAggregate.',
    retry: false,
    exit: EXIT.source,
  }),
  'net.file_not_found': spec({
    details: { host: 'text', file: 'text' },
    heading: 'A file is gone from the server',
    sentence: '{host} lists {file}, but does not have it.',
    action:
      'Pull again later. If that does not help, tell the administrator of the server: the file is gone from its storage. The device may still have it.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'net.busy': spec({
    details: { host: 'text', file: 'text', seconds: 'number?', status: 'number?' },
    heading: 'The server is too busy',
    sentence:
      '{host} is too busy to send {file}. {seconds, plural, =0 {It does not say for how long.} one {It asks to wait # second.} other {It asks to wait # seconds.}}',
    action: 'Wait a while, then continue. Everything that is already stored is safe.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.server_error': spec({
    details: { host: 'text', file: 'text', status: 'number' },
    heading: 'The server reported an error',
    sentence: '{host} reported the error {status} when Attaché asked for {file}. Nothing is lost.',
    action:
      'Try again later. If that does not help, tell the administrator of the server the number of the error.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.unexpected_status': spec({
    details: { host: 'text', file: 'text', status: 'number' },
    heading: 'The server refused the request',
    sentence: '{host} refused the request for {file} (status {status}).',
    action: 'Check the address of the server. If it is right, tell its administrator the status.',
    retry: true,
    exit: EXIT.source,
  }),
  'net.name_unknown': spec({
    details: { host: 'text' },
    heading: 'The server’s address was not found',
    sentence: 'The address of {host} cannot be found.',
    action: 'Check the address for typing errors, and that this computer is online. Then try again.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.unreachable': spec({
    details: { host: 'text' },
    heading: 'The server cannot be reached',
    sentence: '{host} cannot be reached from this network.',
    action: 'Check that this computer is online, then try again. Everything that is already stored is safe.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.refused': spec({
    details: { host: 'text' },
    heading: 'No server at this address',
    sentence: 'The computer {host} is there, but no server responds at this address.',
    action: 'Check the address and its port number, and that the server is running. A firewall may block it.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.cut': spec({
    details: { host: 'text', file: 'text' },
    heading: 'The connection broke',
    sentence: 'The connection to {host} broke during the download of {file}.',
    action: 'Check that this computer is online, then try again. Everything that is already stored is safe.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.timeout': spec({
    details: { host: 'text', file: 'text' },
    heading: 'The server does not respond',
    sentence: '{host} did not respond in time when Attaché asked for {file}. Nothing is lost.',
    action: 'Check that this computer is online, then try again later.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.failed': spec({
    details: { host: 'text', file: 'text', why: 'text' },
    heading: 'The download failed',
    sentence: 'The download of {file} from {host} failed ({why}).',
    action: 'Check that this computer is online, then try again. Everything that is already stored is safe.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.certificate_unknown': spec({
    details: { host: 'text' },
    heading: 'The certificate is not trusted',
    sentence:
      'This computer does not trust the authority that signed the certificate of {host}. Attaché sent nothing.',
    action: {
      window:
        'If this is your own server, choose the certificate file of its authority (CA) in Settings, Network. Otherwise somebody may be listening: do not continue.',
      command:
        'If this is your own server, name the certificate file of its authority (CA) with --ca-file. Otherwise somebody may be listening: do not continue.',
    },
    retry: false,
    exit: EXIT.net,
  }),
  'net.certificate_expired': spec({
    details: { host: 'text' },
    heading: 'The certificate has expired',
    sentence: 'The certificate of {host} has expired. Attaché sent nothing.',
    action:
      'Check the date of this computer. If it is right, ask the administrator of the server to renew its certificate.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.certificate_not_yet_valid': spec({
    details: { host: 'text' },
    heading: 'The certificate is not valid yet',
    sentence: 'The certificate of {host} is not valid yet. Attaché sent nothing.',
    action: 'Check the date and time of this computer: they are probably wrong.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.certificate_wrong_host': spec({
    details: { host: 'text' },
    heading: 'The certificate is for another name',
    sentence: 'The certificate of {host} belongs to another name. Attaché sent nothing.',
    action:
      'Use the address that the certificate was made for. If you already do, somebody may be listening.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.tls': spec({
    details: { host: 'text', why: 'text' },
    heading: 'No encrypted connection',
    sentence: 'Attaché could not make an encrypted connection (TLS) to {host} ({why}).',
    action:
      'Check the address and its port. The server may use only http there, or a TLS version before 1.2, which Attaché refuses.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.proxy': spec({
    details: { host: 'text' },
    heading: 'The proxy refused the connection',
    sentence: 'The proxy did not let the connection to {host} through.',
    action: 'Check the address of the proxy, and that it allows connections to this server.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.proxy_login': spec({
    details: {},
    heading: 'The proxy asks for a login',
    sentence: 'The proxy asks for a login.',
    action:
      'Write the user name and password into the address of the proxy (http://user:password@proxy:8080), or ask the people who run the network.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.ca_unreadable': spec({
    details: { file: 'text' },
    sentence: 'The certificate file {file} is not a readable PEM certificate.',
    action: 'Choose the PEM file of the certificate authority: a text that has BEGIN CERTIFICATE in it.',
    retry: false,
    exit: EXIT.net,
  }),
  'net.redirect_insecure': spec({
    details: { host: 'text', file: 'text' },
    heading: 'Redirected to an unencrypted address',
    sentence:
      '{host} redirects the request for {file} to an address without encryption (http). Attaché did not follow.',
    action: 'Tell the administrator of the server that it redirects from https to http.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.redirect_loop': spec({
    details: { host: 'text', file: 'text' },
    heading: 'The server redirects without end',
    sentence: '{host} redirects the request for {file} in a circle.',
    action: 'Check the address of the server, and that it opens in a browser.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.too_large': spec({
    details: { host: 'text', file: 'text', megabytes: 'number' },
    heading: 'Larger than possible',
    sentence:
      '{file} from {host} is larger than {megabytes, plural, one {# MB} other {# MB}}, which no proper server sends. Attaché stopped the download.',
    action: 'Check the address of the server. If it is right, tell its administrator.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.captive_portal': spec({
    details: { host: 'text' },
    heading: 'The network asks you to sign in first',
    sentence:
      'This network responded in place of {host}. It probably asks you to sign in to the network first.',
    action:
      'Open a browser, sign in to the network (hotel, airport, office), then try again. If the browser shows the server itself, check the address of the server.',
    retry: true,
    exit: EXIT.net,
  }),
  'net.web_page': spec({
    details: { host: 'text', file: 'text' },
    heading: 'A web page came instead',
    sentence: '{host} sent a web page instead of {file}.',
    action:
      'If this network asks for a sign-in (hotel, airport, office), open a browser and sign in. Otherwise check the address of the server.',
    retry: true,
    exit: EXIT.net,
  }),
};
