import { isManifest, readDeprecatedId, readHeader, readManifest, readRootId } from '../envelope/manifest.ts';
import { attribute } from '../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { Content, FetchedSubmission } from '../model/fetched.ts';
import type { OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import { NO_ANSWERS, readContent } from '../record/read-answers.ts';
import { bytesContentId, manifestContentId, plainIdentity } from './content-id.ts';
import { sourceProblems, unopenedParts } from './part-problems.ts';
import { nameOf, ownNameOf } from './submission-parts.ts';

/**
 * Returns a submission that could not be decrypted because of Attaché or this computer: a bug, or a file that
 * could not be read or written. It is kept as it came, with the problem. It gets its usual identity as far as
 * that can be read, so that it stays one row when it is decrypted later. Throws nothing.
 */
export function keptUnopened(
  fetched: FetchedSubmission,
  problem: SubmissionProblem,
  inlineLimit: number,
): OpenedSubmission {
  const bytes = bytesOf(fetched.xml, inlineLimit);
  const { ref, facts, parts } = fetched;
  const arrived = parts.flatMap(({ name, content }) => (content === null ? [] : [{ name, content }]));
  if (bytes.length === 0 && sizeOf(fetched.xml) > 0)
    arrived.push({ name: nameOf(fetched.xml), content: fetched.xml });
  const asItCame: OpenedSubmission = {
    formId: ref.formId === '' ? null : ref.formId,
    version: null,
    instanceId: null,
    contentId: bytesContentId(bytes, ref.locator),
    encrypted: parts.some(({ name }) => name.endsWith('.enc')),
    placed: null,
    state: 'failed',
    signature: 'not-checkable',
    repaired: null,
    keyFingerprint: null,
    signedDigest: null,
    submissionDate: facts.submissionDate,
    deprecatedId: null,
    rootId: null,
    manifest: bytes,
    xml: null,
    xmlMd5: null,
    ...NO_ANSWERS,
    attachments: [],
    ciphertext: arrived,
    problems: [...sourceProblems(fetched), problem],
  };
  try {
    return { ...asItCame, ...identityOf(fetched, problem, inlineLimit) };
  } catch {
    // The error that stopped the decryption may stop this too.
    return asItCame;
  }
}

function identityOf(
  fetched: FetchedSubmission,
  problem: SubmissionProblem,
  inlineLimit: number,
): Partial<OpenedSubmission> {
  const { root } = readContent(fetched.xml, inlineLimit);
  const manifest = isManifest(root) ? readManifest(root) : null;
  if (manifest === null) {
    const { formId, version } = readHeader(root);
    return {
      version,
      ...(formId !== null && { formId }),
      ...plainIdentity(root, fetched.ref.locator, ownNameOf(fetched)),
      encrypted: false,
    };
  }
  return {
    formId: manifest.formId,
    version: manifest.version,
    instanceId: manifest.instanceId ?? manifest.rootInstanceId,
    contentId: manifestContentId(manifest),
    encrypted: true,
    submissionDate: fetched.facts.submissionDate ?? attribute(root, 'submissionDate'),
    deprecatedId: readDeprecatedId(root),
    rootId: readRootId(root),
    ...unopenedParts(fetched, manifest, problem),
  };
}

/**
 * The bytes of a document. Empty when it is larger than `inlineLimit` (it is then kept as a file) or can no
 * longer be read.
 */
function bytesOf(content: Content, inlineLimit: number): Uint8Array {
  try {
    return sizeOf(content) > inlineLimit ? new Uint8Array() : readWhole(content);
  } catch {
    return new Uint8Array();
  }
}
