import { isManifest, readManifest } from '../envelope/manifest.ts';
import { problemData } from '../ground/problem-data.ts';
import { XmlError } from '../ground/xml/xml.ts';
import { sizeOf } from '../model/content.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { type ReadDocument, readContent } from '../record/read-answers.ts';
import { withEarlierVersion } from './earlier-version.ts';
import { openEncrypted } from './open-encrypted.ts';
import { openPlain } from './open-plain.ts';
import { nameOf, type OpenContext } from './submission-parts.ts';
import { unreadable } from './unreadable.ts';

/**
 * Turns a submission as it came into what is to be stored: decrypts it when it is encrypted, and reads its
 * records. Only the submission itself tells whether it is encrypted. Every fault of the submission or its
 * files becomes a problem of this submission. Throws when the disk cannot be written, or when the document or
 * folder of the submission cannot be read.
 */
export function openSubmission(fetched: FetchedSubmission, context: OpenContext): OpenedSubmission {
  const open = (one: FetchedSubmission): OpenedSubmission => openOne(one, context);
  return withEarlierVersion(open(fetched), fetched, context.filesFolder, open);
}

function openOne(fetched: FetchedSubmission, context: OpenContext): OpenedSubmission {
  const file = nameOf(fetched.xml);
  if (sizeOf(fetched.xml) === 0)
    return unreadable(fetched, problemData('submission.empty', { file }), context);
  let document: ReadDocument;
  try {
    document = readContent(fetched.xml, context.inlineLimit);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return unreadable(fetched, problemData('submission.xml_invalid', { file, why: error.message }), context);
  }
  const { root } = document;
  if (!isManifest(root)) return openPlain(fetched, document, context);
  const manifest = readManifest(root);
  if (manifest === null) return unreadable(fetched, problemData('submission.no_form_id', { file }), context);
  return openEncrypted(fetched, document, manifest, context);
}
