import type { Content, FetchedPart, FetchedSubmission } from './fetched.ts';

/**
 * Returns a submission whose bytes share memory with nothing else. Small buffers lie side by side in pieces of 64 KB, and
 * whoever sends or keeps one sends or keeps the whole piece: of submissions from a server 13 times as much as they have.
 */
export function withOwnMemory(fetched: FetchedSubmission): FetchedSubmission {
  const { xml, parts, earlier } = fetched;
  return {
    ...fetched,
    xml: ownContent(xml),
    parts: parts.map(ownPart),
    ...(earlier && { earlier: earlier.map((one) => ({ ...one, xml: ownBytes(one.xml) })) }),
  };
}

function ownPart(part: FetchedPart): FetchedPart {
  return part.content === null ? part : { ...part, content: ownContent(part.content) };
}

function ownContent(content: Content): Content {
  return content.kind === 'bytes' ? { ...content, bytes: ownBytes(content.bytes) } : content;
}

function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
