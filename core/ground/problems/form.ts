import { EXIT, spec } from './spec.ts';

/** Form definitions (XForms). */
export const formProblems = {
  'form.unreadable': spec({
    details: { file: 'text', why: 'text' },
    heading: 'The form definition cannot be read',
    sentence: 'The form definition {file} cannot be read ({why}).',
    action:
      'Download the form again from the server. Until then Attaché keeps its submissions and reads them by their own structure.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.not_a_form': spec({
    details: { file: 'text' },
    heading: 'The file is not a form definition',
    sentence: '{file} is a readable document, but not an ODK form definition.',
    action:
      'Check that the file is the form itself (an XForm, not its XLSForm or a web page), or download it again from the server.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.no_file': spec({
    details: { file: 'text' },
    heading: 'The file cannot be read',
    sentence: 'There is no readable file {file}.',
    action: 'Check the name of the file and that you may read it, then try again.',
    retry: true,
    exit: EXIT.usage,
  }),
  'form.not_given': spec({
    details: { host: 'text', form: 'text' },
    heading: 'The server does not send the form definition',
    sentence: '{host} does not send the definition of the form {form} to this account.',
    action: {
      window:
        'Attaché pulls its submissions anyway and reads them by their own structure: it does not recognise dates and places. Ask the owner of the form for its definition (an XForm, a file that ends in .xml), then choose it in the details of the form, in Forms, with “Choose form file…”.',
      command:
        'Attaché pulls its submissions anyway and reads them by their own structure: it does not recognise dates and places. Ask the owner of the form for its definition (an XForm, a file that ends in .xml), then add it with "attache forms add FILE".',
    },
    retry: true,
    exit: EXIT.source,
  }),
  'form.characters_replaced': spec({
    details: { form: 'text', replaced: 'number' },
    heading: 'Parts of the form are not text',
    sentence:
      'The definition of the form {form} has {replaced, plural, one {# character that is not text in its encoding. It is shown as �.} other {# characters that are not text in its encoding. Each is shown as �.}}',
    action:
      'Look at the labels and questions that have the sign �. Save the form in UTF-8 and upload it again, or correct the encoding that it declares.',
    retry: false,
    exit: EXIT.source,
  }),
  'form.media_missing': spec({
    details: { file: 'text' },
    heading: 'Choices without labels',
    sentence: 'The form reads choices from {file}, which its source does not have.',
    action:
      'Attaché shows their values instead of labels. Add the file to the form on the server, then pull again.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.media_unreadable': spec({
    details: { file: 'text' },
    heading: 'Choices without labels',
    sentence: 'The form reads choices from {file}, which cannot be read.',
    action: 'Attaché shows their values instead of labels. Correct the file on the server, then pull again.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.media_too_large': spec({
    details: { file: 'text', megabytes: 'number' },
    heading: 'Choices without labels',
    sentence:
      'The form reads choices from {file}, which is larger than {megabytes} MB. Attaché did not download it.',
    action:
      'Attaché shows their values instead of labels. If you need labels, use a smaller file on the server.',
    retry: false,
    exit: EXIT.source,
  }),
  'form.no_view': spec({
    details: { form: 'text' },
    heading: 'No view of the form in the database',
    sentence: 'The database has no view of the form {form}: SQLite does not accept one.',
    action: 'The form is complete. Export it, or read the tables “submission” and “record” instead.',
    retry: false,
    exit: EXIT.store,
  }),
};
