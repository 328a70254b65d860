import { selectServerKind } from '../server-kinds.ts';
import { EXIT, spec } from './spec.ts';

/** What an address may name besides its server. */
const PLACES_IN_ADDRESS = ['owner', 'project', 'form'] as const;

/** What a server lists and sends. */
export const sourceProblems = {
  'source.list_legacy': spec({
    details: { host: 'text' },
    sentence: '{host} sends its list of forms in a format from before 2012, which Attaché does not read.',
    action:
      'The server, or a proxy in front of it, ignores the header X-OpenRosa-Version. Ask its administrator.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.answer_unreadable': spec({
    details: { host: 'text', file: 'text' },
    heading: 'The server’s response cannot be read',
    sentence:
      '{host} sent {file} in a form that a server of this kind does not send. Attaché cannot read it.',
    action:
      'Try again later. If that does not help, check the address and the kind of the server, and ask its administrator if a proxy changes its responses.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.list_endless': spec({
    details: { host: 'text' },
    heading: 'The server’s list has no end',
    sentence: '{host} repeats its list of submissions without end. Attaché stopped reading it.',
    action:
      'Attaché pulls every submission listed until then. Try again later. If that does not help, tell the administrator of the server.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.list_short': spec({
    details: { host: 'text', listed: 'number', counted: 'number' },
    heading: 'The list is too short',
    sentence:
      '{host} reports {counted, plural, one {# submission} other {# submissions}}, but listed {listed, number}.',
    action:
      'Attaché pulls those that were listed. Pull again in a while. If that does not help, ask the administrator of the server if this account may see all of them.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.form_id_twice': spec({
    details: {
      host: 'text',
      form: 'text',
      /** One line for each of them: its address, a space, and its name. */
      places: 'text',
    },
    heading: 'Two forms have the same ID',
    sentence: 'On {host}, several projects of this account have a form with the ID {form}.',
    action: {
      window:
        'Add each of these projects as a separate server; the report of the pull has a button for each. Their submissions are then one form here, and each names its source. Attaché pulled nothing from these forms.',
      command:
        'Add each of these as a separate server (attache servers add), and pull it: {places}. Their submissions are then one form here, and each names its server. Attaché pulled nothing from these forms.',
    },
    forCommand: ({ places }) => ({ places: namedPlaces(places) }),
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.no_forms': spec({
    details: { source: 'text' },
    heading: 'This account sees no form',
    sentence: '{source} shows this account no form.',
    action:
      'Check that this is the right account and address. If both are right, ask the owner of the forms to share them with this account, with the right to view submissions.',
    retry: false,
    exit: EXIT.login,
  }),
  'source.not_shown': spec({
    details: { host: 'text', what: PLACES_IN_ADDRESS, name: 'text' },
    heading: 'The address names something that this account cannot see',
    sentence:
      '{host} shows this account no {what, select, owner {form of the owner} project {project} other {form}} {name}.',
    action:
      'Check the address: open it in a browser and copy it again. If it is right, its owner deleted it, or does not share it with this account.',
    retry: false,
    exit: EXIT.login,
  }),
  'source.form_unlisted': spec({
    details: { source: 'text', form: 'text' },
    heading: 'A form is no longer shown',
    sentence: '{source} no longer shows the form {form} to this account.',
    action:
      'Everything that you pulled is still here, but nothing new comes. Ask the owner of the form if it was deleted, or if this account lost the right to see it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.list_refused': spec({
    details: { host: 'text', form: 'text' },
    heading: 'No right to the submissions',
    sentence: '{host} shows the form {form}, but does not let this account read its submissions.',
    action:
      'Ask the owner of the form for the right to view its submissions. If you can read no form of this server, check the address: Ona needs the owner of the forms in it (https://api.ona.io/owner).',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.role_without_files': spec({
    details: { host: 'text', form: 'text' },
    heading: 'No right to the files',
    sentence:
      '{host} does not let this account download files of the submissions of {form}: its role there is to enter data.',
    action:
      'Ask the owner of the form for a role that may view its submissions (on Ona “Can view”), then pull again. Until then Attaché does not pull encrypted submissions, and pulls others without their attachments.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.form_by_places': spec({
    details: { form: 'text', servers: 'text' },
    heading: 'Pulled from their own projects',
    sentence:
      '{form} is the ID of several forms of this server. Attaché pulls them from separate servers: {servers}.',
    action: 'Pull these servers to get their new submissions.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.also_filled': spec({
    details: { form: 'text', sources: 'text' },
    heading: 'Several sources have one form',
    sentence: 'Submissions of {form} also come from {sources}.',
    action: {
      window:
        'If that is one survey, nothing is wrong. Data and exports name the source of each submission, and can show or write those of one source only.',
      command:
        'If that is one survey, nothing is wrong. Data and exports name the source of each submission, and can write those of one source only (attache export --server).',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.other_kind': spec({
    details: {
      host: 'text',
      /** The server's real kind, and the kind that it was added as. */
      kind: 'text',
      asked: 'text',
      /** The name of the server; null while it is only being added. */
      server: 'text?',
    },
    heading: 'The server is of another kind',
    sentence: `{host} is ${selectServerKind('kind')}, but was added as ${selectServerKind('asked')}.`,
    action: {
      window: `Change its kind to ${selectServerKind('kind')} in Servers, then try again.`,
      command: 'Change its kind: attache servers change {server} --kind {kind}',
    },
    forCommand: ({ server }) => ({ server: server == null ? '<name>' : shellWord(server) }),
    retry: false,
    exit: EXIT.source,
  }),
  'source.site_elsewhere': spec({
    details: { host: 'text', other: 'text' },
    heading: 'The web site has another address',
    sentence:
      '{host} is the address where a KoboToolbox receives submissions. Its web site, which sends them to you, is {other}.',
    action: {
      window: 'In Servers, change the address to https://{other}. Only the web site sends encrypted answers.',
      command:
        'Change the address of the server: attache servers change <name> --url https://{other}. Only the web site sends encrypted answers.',
    },
    retry: false,
    exit: EXIT.source,
  }),
  'source.project_unknown': spec({
    details: { host: 'text', project: 'number' },
    heading: 'The server has no such project',
    sentence: '{host} has no project {project, number}.',
    action:
      'Open the project in a browser and copy its address from there. The project may have been deleted. To pull all projects, use the address of the server alone.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.export_cut': spec({
    details: { host: 'text', form: 'text' },
    heading: 'The server stopped partway through',
    sentence: '{host} stopped partway through decrypting {form}. Attaché kept nothing of it.',
    action:
      'One submission that the server cannot decrypt stops all of them. Ask its administrator for the key record. With it, Attaché decrypts each submission on this computer, one at a time.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.export_failed': spec({
    details: { host: 'text', form: 'text' },
    heading: 'The server failed',
    sentence: '{host} failed while it decrypted {form}. Attaché kept nothing of it.',
    action:
      'Check the passphrase first: some servers fail when it is wrong. If it is right, tell the administrator of the server.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.no_kept_key': spec({
    details: { host: 'text', form: 'text' },
    heading: 'The server has no key for this form',
    sentence: '{host} has no private key for {form}, so it cannot decrypt the form.',
    action: 'Add the private key of the form here. Attaché then decrypts its submissions on this computer.',
    retry: false,
    exit: EXIT.key,
  }),
  'source.submission_gone': spec({
    details: { host: 'text' },
    heading: 'Gone from the server',
    sentence: '{host} lists this submission but does not have it.',
    action:
      'It was deleted in the meantime, or this account lost the right to see it. Pull again. If the server still lists it, ask the administrator.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.part_missing': spec({
    details: { file: 'text' },
    heading: 'A file is missing on the server',
    sentence: 'The server listed {file}, but did not have it at the last pull.',
    action: 'Pull again later. The device may not have sent it yet, or it was deleted on the server.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.part_deleted': spec({
    details: { file: 'text' },
    heading: 'A file was deleted on the server',
    sentence: '{file} was deleted on the server.',
    action:
      'Ask the owner of the project if it was deleted on purpose. The device may still have it. The rest of the submission does not need it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.answers_deleted': spec({
    details: { file: 'text' },
    heading: 'The answers were deleted on the server',
    sentence: 'The encrypted answers ({file}) were deleted on the server.',
    action:
      'Without them nobody can read the submission. Ask the owner of the project if they were deleted on purpose. The device may still have them.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.opening_failed': spec({
    details: { host: 'text', why: 'text' },
    heading: 'The server could not decrypt these',
    sentence:
      '{host} keeps the key of this submission, and failed to decrypt it ({why}). Attaché stores it as it is.',
    action:
      'A later pull does not bring it. Ask the owner of the form, or the administrator of the server, to look at this submission there.',
    retry: false,
    exit: EXIT.key,
  }),
  'source.part_damaged': spec({
    details: { file: 'text' },
    heading: 'A file arrived damaged',
    sentence:
      '{file} arrived twice with content that the server had not announced (its MD5 does not match). Attaché did not keep it.',
    action: 'Pull again later. If that does not help, the file is damaged on the server.',
    retry: true,
    exit: EXIT.someProblems,
  }),
};

/** A name as the user types it in a terminal. */
function shellWord(name: string): string {
  return /^[\w.@%+:,/-]+$/.test(name) ? name : `"${name}"`;
}

/**
 * Makes a sentence's list from lines of addresses and names. Reports of earlier versions have no addresses.
 */
function namedPlaces(places: string | undefined): string {
  const lines = (places ?? '').split('\n').filter((line) => line !== '');
  if (lines.length === 0) return 'the address of the page of its project';
  return lines.map((line) => line.replace(/^(\S+) (.*)$/, '$2 ($1)')).join(', ');
}
