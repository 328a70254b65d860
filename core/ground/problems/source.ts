import { serverKindName } from '../server-kinds.ts';
import { EXIT, spec } from './spec.ts';

type Host = { readonly host: string };
type File = { readonly file: string };

/** Where submissions come from: servers and folders. */
export const sourceProblems = {
  'source.folder_unknown': spec<{ readonly folder: string }>({
    sentence: ({ folder }) =>
      `${folder} is not a Briefcase storage, a Collect folder, or a folder of submissions.`,
    action:
      'Choose the folder that holds "ODK Briefcase Storage", or one with "forms" and "instances", or one whose sub-folders hold "submission.xml".',
    retry: false,
    exit: EXIT.source,
  }),
  'source.files_not_taken': spec<{ readonly folder: string; readonly file: string; readonly count: number }>({
    sentence: ({ folder, file, count }) =>
      `${folder} holds ${count} file(s) and no submission among them; ${file} was not taken.`,
    action:
      'A submission is an XML file that names its form. Check that this is the right folder, and that the files were copied whole.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.drafts_unknown': spec<File>({
    sentence: ({ file }) =>
      `${file} cannot be read, so that drafts cannot be told from finished submissions; all were taken.`,
    action:
      'Copy the folder of Collect again, with its folder "metadata". Until then look for submissions that are not finished.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.folder_unreadable': spec<{ readonly folder: string }>({
    sentence: ({ folder }) => `${folder} cannot be read.`,
    action: 'Check that the folder is still there, that its disk is connected, and that you may read it.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.manifest_missing': spec<File>({
    sentence: ({ file }) => `${file} holds encrypted files but no submission.xml that says how to open them.`,
    action: 'Copy the folder again from where it came from; without its submission.xml it cannot be opened.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.url_invalid': spec<Record<string, never>>({
    sentence: () => 'The address of the server is not a web address that can be used.',
    action: 'Enter an address such as https://api.ona.io/owner, without user name, password or spaces in it.',
    retry: false,
    exit: EXIT.usage,
  }),
  'source.url_not_encrypted': spec<Host>({
    sentence: ({ host }) => `The address of ${host} is not encrypted on the way.`,
    action: 'Use https. Only a server on this computer itself may be reached by http.',
    retry: false,
    exit: EXIT.usage,
  }),
  'source.zip_unreadable': spec<File>({
    sentence: ({ file }) => `${file} is not a zip that can be read, or is damaged.`,
    action:
      'Copy or make the zip again. One that is protected by a password must be unpacked first: choose the folder then.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.zip_unsafe': spec<File>({
    sentence: ({ file }) =>
      `${file} holds names that lead out of its folder, or links; nothing was unpacked.`,
    action:
      'No usual program writes such a zip. Ask who made it, or unpack it yourself and choose the folder.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.zip_too_large': spec<File>({
    sentence: ({ file }) => `${file} would unpack to more than can be taken from a zip.`,
    action: 'Unpack it yourself and choose the folder, if you know who made it.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.list_legacy': spec<Host>({
    sentence: ({ host }) =>
      `${host} gives its list of forms in a format from before 2012, which is not read.`,
    action: 'The server, or a proxy before it, ignores the header X-OpenRosa-Version. Ask its administrator.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.answer_unreadable': spec<Host & File>({
    sentence: ({ host, file }) =>
      `What ${host} sent as ${file} cannot be read: it is not what a server of this kind sends.`,
    action:
      'Try again later. If it stays so, check the address and the kind of the server, and ask its administrator whether a proxy before it changes its answers.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.list_endless': spec<Host>({
    sentence: ({ host }) => `${host} repeats its list of submissions without an end; listing was stopped.`,
    action:
      'Every submission listed until then is fetched. Try again later; if it stays so, tell the administrator of the server.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.list_short': spec<Host & { readonly listed: number; readonly counted: number }>({
    sentence: ({ host, listed, counted }) =>
      `${host} says that it has ${counted} submissions, but listed ${listed}.`,
    action:
      'Those that were listed are fetched. Pull again in a while; if it stays so, ask the administrator of the server whether this account may see all of them.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.form_id_twice': spec<
    Host & {
      readonly form: string;
      /** Where each of them can be had alone, a line each: its address, a space, and what it is called. */
      readonly places: string;
    }
  >({
    sentence: ({ host, form }) =>
      `On ${host} several projects of this account have a form with the ID ${form}.`,
    action: ({ places }) =>
      `Add each of these as a server of its own (attache servers add), and pull it: ${namedPlaces(places)}. Their submissions are then one form here, and each names its server. Nothing was taken from these forms.`,
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.no_forms': spec<{ readonly source: string }>({
    sentence: ({ source }) => `${source} shows this account no form.`,
    action:
      'Check that this is the right account and address. If both are right, ask the owner of the forms to share them with this account, with the right to view submissions.',
    retry: false,
    exit: EXIT.login,
  }),
  'source.not_shown': spec<Host & { readonly what: PlaceInAddress; readonly name: string }>({
    sentence: ({ host, what, name }) => `${host} shows this account no ${PLACES[what] ?? what} ${name}.`,
    action: ({ what }) =>
      `Check the address: open it in a browser and copy it again. If it is right, ${what === 'owner' ? 'that owner' : 'its owner'} has deleted ${what === 'owner' ? 'all forms' : 'it'}, or shares nothing of it with this account.`,
    retry: false,
    exit: EXIT.login,
  }),
  'source.form_unlisted': spec<{ readonly source: string; readonly form: string }>({
    sentence: ({ source, form }) => `${source} no longer shows the form ${form} to this account.`,
    action:
      'What was pulled of it is here, and nothing new comes. Ask the owner of the form whether it was deleted, or whether this account lost the right to see it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.list_refused': spec<Host & { readonly form: string }>({
    sentence: ({ host, form }) =>
      `${host} shows the form ${form}, but does not give its submissions to this account.`,
    action:
      'Ask the owner of the form for the right to view its submissions. If no form of this server can be read, check the address: Ona needs the owner of the forms in it (https://api.ona.io/owner).',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.role_without_files': spec<Host & { readonly form: string }>({
    sentence: ({ host, form }) =>
      `${host} gives this account no files of the submissions of ${form}: its role there is to enter data.`,
    action:
      'Ask the owner of the form for a role that may view its submissions (on Ona "Can view"), then pull again. Until then encrypted submissions are left where they are, and others come without their attachments.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.form_by_places': spec<{ readonly form: string; readonly servers: string }>({
    sentence: ({ form, servers }) =>
      `${form} is the ID of several forms of this server, which are taken from their own places: ${servers}.`,
    action: 'Pull these servers for what is new in them.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.also_filled': spec<{ readonly form: string; readonly sources: string }>({
    sentence: ({ form, sources }) => `${form} is also filled from ${sources}.`,
    action:
      'Nothing is wrong if that is one survey. Data and exports name the source of each submission, and show or write those of one source alone (attache export --server).',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.other_kind': spec<
    Host & {
      /** What it is, and what it was added as: kinds of server. */
      readonly kind: string;
      readonly asked: string;
      /** The server's name; null while it is only being added. */
      readonly server: string | null;
    }
  >({
    sentence: ({ host, kind, asked }) =>
      `${host} is ${serverKindName(kind)}, but was added as ${serverKindName(asked)}.`,
    action: ({ kind, server }) =>
      `Change its kind: attache servers change ${server === null ? '<name>' : shellWord(server)} --kind ${kind}`,
    retry: false,
    exit: EXIT.source,
  }),
  'source.site_elsewhere': spec<Host & { readonly other: string }>({
    sentence: ({ host, other }) =>
      `${host} is where a KoboToolbox takes submissions in; its web site, which gives them out, is ${other}.`,
    action: ({ other }) =>
      `Change the address of the server: attache servers change <name> --url https://${other}. Encrypted answers come from the web site only.`,
    retry: false,
    exit: EXIT.source,
  }),
  'source.project_unknown': spec<Host & { readonly project: number }>({
    sentence: ({ host, project }) => `${host} has no project ${project}.`,
    action:
      'Open the project in a browser and copy its address from there. It may have been deleted; use the address of the server alone to take all projects.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.export_cut': spec<Host & { readonly form: string }>({
    sentence: ({ host, form }) => `${host} broke off while it decrypted ${form}; nothing of it was kept.`,
    action:
      'One submission that the server cannot decrypt breaks all of it. Ask its administrator for the record of the key: with it each submission is opened on this computer by itself.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.export_failed': spec<Host & { readonly form: string }>({
    sentence: ({ host, form }) => `${host} failed while it decrypted ${form}; nothing of it was kept.`,
    action:
      'Check the passphrase first: some servers fail at a wrong one rather than refuse it. If it is right, tell the administrator of the server.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.no_kept_key': spec<Host & { readonly form: string }>({
    sentence: ({ host, form }) => `${host} keeps no private key of ${form}, so that it cannot decrypt it.`,
    action: 'Add the private key of the form here: its submissions are then opened on this computer.',
    retry: false,
    exit: EXIT.key,
  }),
  'source.submission_gone': spec<Host>({
    sentence: ({ host }) => `${host} lists this submission but does not have it.`,
    action:
      'It was deleted in the meantime, or this account lost the right to see it. Pull again; if it stays listed, ask the administrator.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.part_missing': spec<File>({
    sentence: ({ file }) => `The server listed ${file} but did not have it when it was last asked.`,
    action: 'Fetch again later; the device may not have sent it yet, or it was deleted on the server.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.part_deleted': spec<File>({
    sentence: ({ file }) => `${file} was deleted on the server.`,
    action:
      'Ask the owner of the project whether it was deleted on purpose; the device may still have it. Nothing else of the submission needs it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.answers_deleted': spec<File>({
    sentence: ({ file }) => `The encrypted answers (${file}) were deleted on the server.`,
    action:
      'Without them nothing of the submission can be read. Ask the owner of the project whether they were deleted on purpose; the device may still have them.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'source.opening_failed': spec<Host & { readonly why: string }>({
    sentence: ({ host, why }) =>
      `${host} keeps the key of this submission itself, and failed to decrypt it (${why}); it is kept here as it is.`,
    action:
      'It does not come with a later pull. Ask the owner of the form, or the administrator of the server, to look at this submission there.',
    retry: false,
    exit: EXIT.key,
  }),
  'source.part_damaged': spec<File>({
    sentence: ({ file }) =>
      `${file} arrived twice with other content than the server announced (its MD5 does not fit); it was not kept.`,
    action: 'Fetch again later; if it stays so, the file is damaged on the server.',
    retry: true,
    exit: EXIT.someProblems,
  }),
};

/** What an address may name beside its server. */
export type PlaceInAddress = 'owner' | 'project' | 'form';

const PLACES: Readonly<Record<string, string>> = {
  owner: 'form of the owner',
  project: 'project',
  form: 'form',
};

/** A name as it is typed in a terminal. */
function shellWord(name: string): string {
  return /^[\w.@%+:,/-]+$/.test(name) ? name : `"${name}"`;
}

/** Addresses with what stands there, a line each, as a sentence has them. Reports of before have none. */
function namedPlaces(places: string | undefined): string {
  const lines = (places ?? '').split('\n').filter((line) => line !== '');
  if (lines.length === 0) return 'the address of the page of its project';
  return lines.map((line) => line.replace(/^(\S+) (.*)$/, '$2 ($1)')).join(', ');
}
