import { catalogue } from './catalogue.ts';
import { type ProblemSpec, windowText } from './spec.ts';

/** The window's English for the problems (`renderer/words/en/codes.json`), made from the catalogue. */
export function windowWords(): string {
  const words = Object.entries<ProblemSpec>(catalogue as unknown as Record<string, ProblemSpec>).flatMap(
    ([code, { heading, sentence, action }]) => [
      ...(heading === undefined ? [] : [[`${code}.heading`, heading]]),
      [`${code}.sentence`, windowText(sentence)],
      [`${code}.action`, windowText(action)],
    ],
  );
  return `${JSON.stringify(Object.fromEntries(words), null, 2)}\n`;
}
