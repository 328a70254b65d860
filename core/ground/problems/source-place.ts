import { EXIT, spec } from './spec.ts';

/** The folders, zip files and addresses of sources. */
export const sourcePlaceProblems = {
  'source.folder_unknown': spec({
    details: { folder: 'text' },
    sentence: '{folder} is not a Briefcase storage folder, a Collect folder, or a folder of submissions.',
    action:
      'Choose the folder that holds “ODK Briefcase Storage”, or one with “forms” and “instances”, or one whose subfolders hold “submission.xml”.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.files_not_taken': spec({
    details: { folder: 'text', file: 'text', count: 'number' },
    heading: 'No submission among the files',
    sentence:
      '{folder} has {count, plural, one {# file} other {# files}}, but none is a submission. Attaché did not import {file}.',
    action:
      'A submission is an XML file that names its form. Check that this is the right folder, and that the files were copied completely.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.drafts_unknown': spec({
    details: { file: 'text' },
    heading: 'Drafts cannot be recognised',
    sentence:
      '{file} cannot be read, so Attaché cannot tell drafts from finished submissions. It imported all of them.',
    action:
      'Copy the Collect folder again, with its folder “metadata”. Until then, look for submissions that are not finished.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.folder_unreadable': spec({
    details: { folder: 'text' },
    heading: 'The folder cannot be read',
    sentence: '{folder} cannot be read.',
    action: 'Check that the folder still exists, that its disk is connected, and that you may read it.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.manifest_missing': spec({
    details: { file: 'text' },
    heading: 'submission.xml is missing',
    sentence: '{file} has encrypted files but no submission.xml, which is needed to decrypt them.',
    action: 'Copy the folder again from its source. Without submission.xml nobody can decrypt it.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'source.url_invalid': spec({
    details: {},
    sentence: 'The address of the server is not a valid web address.',
    action: 'Enter an address such as https://api.ona.io/owner, without user name, password or spaces.',
    retry: false,
    exit: EXIT.usage,
  }),
  'source.url_not_encrypted': spec({
    details: { host: 'text' },
    sentence: 'The address of {host} does not use encryption (https).',
    action: 'Use https. Only a server on this computer may use http.',
    retry: false,
    exit: EXIT.usage,
  }),
  'source.zip_unreadable': spec({
    details: { file: 'text' },
    sentence: '{file} is not a readable zip file, or is damaged.',
    action:
      'Copy or make the zip file again. If it is protected by a password, unpack it first and choose the folder.',
    retry: true,
    exit: EXIT.source,
  }),
  'source.zip_unsafe': spec({
    details: { file: 'text' },
    sentence: '{file} has links, or names that lead out of its folder. Attaché unpacked nothing.',
    action:
      'No usual program writes such a zip file. Ask the person who made it, or unpack it yourself and choose the folder.',
    retry: false,
    exit: EXIT.source,
  }),
  'source.zip_too_large': spec({
    details: { file: 'text' },
    sentence: '{file} would unpack to more than Attaché accepts from a zip file.',
    action: 'If you know the person who made it, unpack it yourself and choose the folder.',
    retry: false,
    exit: EXIT.source,
  }),
};
