/** Made when it is first needed: that takes some milliseconds, and few texts are cut. */
let segmenter: Intl.Segmenter | null = null;

/**
 * Yields the characters of a text as readers see them, each with its accents or vowel signs: a text that is cut between
 * them loses none.
 */
export function* seenCharacters(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}
