import { manifestContentId, plainIdentity } from '../decrypt/content-id.ts';
import { isManifest, readManifest } from '../envelope/manifest.ts';
import { parseXml, XmlError } from '../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { Workspace } from '../store/workspace.ts';
import { INLINE_LIMIT } from './inline-limit.ts';

/**
 * Completes a submission that was fetched with the files that are here of the same content, where its source does not
 * give them this time, or another source gave them. What comes piece by piece is so put together, and no piece is lost
 * that was here already.
 */
export function fillParts(
  { kept }: Pick<Workspace, 'kept'>,
  sourceName: string,
  fetched: FetchedSubmission,
): FetchedSubmission {
  if (sizeOf(fetched.xml) > INLINE_LIMIT) return fetched;
  const ofRef = kept.filesOf(sourceName, fetched.ref);
  // What a source lists that is the only one, and is not here by its ref, is new.
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
    // Of several files of one name all stay.
    parts: [...fetched.parts.filter(({ name }) => !filled.has(name)), ...lacking],
    problems: fetched.problems.filter(
      ({ params: { file } }) => typeof file !== 'string' || !filled.has(file),
    ),
  };
}

interface ContentId {
  readonly contentId: string;
  /** Whose content it must be; null where the content says it. */
  readonly instanceId: string | null;
}

/** Under what a submission's content may be here; nothing when it cannot be read. */
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
