// Covers renderer/words/.
import { expect, test } from 'vitest';
import { descriptions } from '../../core/export/formats/descriptions.ts';
import english from './en/export.json' with { type: 'json' };

const words: Readonly<Record<string, string>> = english;

test.each(descriptions)('the page has words for $id, its options and what they offer', ({ id, options }) => {
  const wanted = Object.entries(options).flatMap(([name, option]) => [
    `option.${name}`,
    ...Object.keys('offered' in option ? option.offered : {}).map((word) => `option.${name}.${word}`),
  ]);
  expect([`format.${id}`, ...wanted].filter((word) => words[word] === undefined)).toEqual([]);
});
