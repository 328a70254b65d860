import { manifestContentId, plainIdentity } from '../decrypt/content-id.ts';
import { isManifest, readManifest } from '../envelope/manifest.ts';
import { parseXml, XmlError } from '../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { Workspace } from '../store/workspace.ts';
import { INLINE_LIMIT } from './inline-limit.ts';

/**
 * Completes a fetched submission with files of the same content that are already here: files that its source
 * does not send this time, or that another source sent. So files that come one by one add up to the whole
 * submission, and no file that is here is lost.
 */
export function fillParts(
  { kept }: Pick<Workspace, 'kept'>,
  sourceName: string,
  fetched: FetchedSubmission,
): FetchedSubmission {
  if (sizeOf(fetched.xml) > INLINE_LIMIT) return fetched;
  const ofRef = kept.filesOf(sourceName, fetched.ref);
  // Without another source, a submission whose ref is not here is new.
  if (ofRef === null && !kept.hasOtherSources(sourceName)) return fetched;
  const ids = contentIdsOf(fetched);
  const here =
    ofRef !== null && ids.some(({ contentId }) => contentId === ofRef.contentId)
      ? ofRef
      : firstOf(ids, ({ contentId, instanceId }) => kept.filesOfContent(contentId, instanceId));
  if (here === null) return fetched;
  const came = new Set(fetched.parts.flatMap(({ name, content }) => (content === null ? [] : [name])));
  const lacking = here.files.filter(({ name }) => !came.has(name));
  if (lacking.length === 0) return fetched;
  const filled = new Set(lacking.map(({ name }) => name));
  return {
    ...fetched,
    // If several files have one name, all of them stay.
    parts: [...fetched.parts.filter(({ name }) => !filled.has(name)), ...lacking],
    problems: fetched.problems.filter(
      ({ params: { file } }) => typeof file !== 'string' || !filled.has(file),
    ),
  };
}

interface ContentId {
  readonly contentId: string;
  /** The submission that must have this content; null when the content itself names it. */
  readonly instanceId: string | null;
}

/** The content IDs under which this submission may be here; none when it cannot be read. */
function contentIdsOf({ xml, ref }: FetchedSubmission): readonly ContentId[] {
  try {
    const root = parseXml(readWhole(xml));
    if (isManifest(root)) {
      const manifest = readManifest(root);
      return manifest === null ? [] : [{ contentId: manifestContentId(manifest), instanceId: null }];
    }
    const { contentId, formerId, instanceId } = plainIdentity(root, ref.locator, '');
    return [
      { contentId, instanceId: null },
      ...(formerId === undefined ? [] : [{ contentId: formerId, instanceId }]),
    ];
  } catch (error) {
    if (error instanceof XmlError) return [];
    throw error;
  }
}

function firstOf<T, R>(all: readonly T[], of: (one: T) => R | null): R | null {
  for (const one of all) {
    const found = of(one);
    if (found !== null) return found;
  }
  return null;
}
