import { EXIT, spec } from './spec.ts';

/** Form definitions (XForms). */
export const formProblems = {
  'form.unreadable': spec<{ readonly file: string; readonly why: string }>({
    sentence: ({ file, why }) => `The form definition ${file} cannot be read (${why}).`,
    action:
      'Download the form again from the server. Its submissions are kept and are read by their own structure until then.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.not_a_form': spec<{ readonly file: string }>({
    sentence: ({ file }) => `${file} is a readable document, but no ODK form definition.`,
    action:
      'Check that the file is the form itself (an XForm, not its XLSForm or a web page), or download it again from the server.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.no_file': spec<{ readonly file: string }>({
    sentence: ({ file }) => `There is no file ${file} that can be read.`,
    action: 'Check the name of the file and your rights to read it, then run the command again.',
    retry: true,
    exit: EXIT.usage,
  }),
  'form.not_given': spec<{ readonly host: string; readonly form: string }>({
    sentence: ({ host, form }) => `${host} does not give this account the definition of the form ${form}.`,
    action:
      'Its submissions are pulled all the same and read by their own structure: dates and places are not recognised. Ask the owner of the form for its definition (an XForm, a file that ends in .xml), then add it: "Choose form file…" in the details of the form, or attache forms add FILE.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.characters_replaced': spec<{ readonly form: string; readonly replaced: number }>({
    sentence: ({ form, replaced }) =>
      `The definition of the form ${form} has ${replaced} character(s) that are not text in its encoding. Each of them is U+FFFD (�) now.`,
    action:
      'Look at the labels and questions that have the sign �. Save the form in UTF-8 and upload it again, or correct the encoding that it declares.',
    retry: false,
    exit: EXIT.source,
  }),
  'form.media_missing': spec<{ readonly file: string }>({
    sentence: ({ file }) => `The form takes choices from ${file}, which its source does not have.`,
    action:
      'Their values are shown in the place of labels. Add the file to the form on the server, then pull again.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.media_unreadable': spec<{ readonly file: string }>({
    sentence: ({ file }) => `The form takes choices from ${file}, which cannot be read.`,
    action:
      'Their values are shown in the place of labels. Put the file right on the server, then pull again.',
    retry: true,
    exit: EXIT.source,
  }),
  'form.media_too_large': spec<{ readonly file: string; readonly megabytes: number }>({
    sentence: ({ file, megabytes }) =>
      `The form takes choices from ${file}, which is larger than ${megabytes} MB and was not fetched.`,
    action:
      'Their values are shown in the place of labels. Use a smaller file on the server if labels are needed.',
    retry: false,
    exit: EXIT.source,
  }),
  'form.no_view': spec<{ readonly form: string }>({
    sentence: ({ form }) => `The database has no view of the form ${form}: SQLite does not accept one.`,
    action:
      'Nothing is missing from the form. Export it, or read the tables "submission" and "record" instead.',
    retry: false,
    exit: EXIT.store,
  }),
};
