import { z } from 'zod';
import { byName, type ChosenOptions } from './chosen-options.ts';
import type { OptionName } from './descriptions.ts';
import type { FormatOption } from './option.ts';

type Shape = { readonly [N in OptionName]: z.ZodType<ChosenOptions[N], ChosenOptions[N]> };

/** Long enough for the name of any language or zone. */
const LONGEST = 200;
/** Long enough for the address of a database with the path of a file. */
const LONGEST_PLACE = 2000;
/** More than a form has repeats with answers that are worth carrying. */
const MOST_TEXTS = 1000;

/**
 * The schema of chosen options. It is in a separate file, because code that only writes files needs no
 * schemas.
 */
export const chosenShape = byName<Shape>((option) => schemaOf(option).nullable());

function schemaOf(option: FormatOption): z.ZodType {
  switch (option.kind) {
    case 'choice':
      return z.enum(option.values);
    case 'switch':
      return z.boolean();
    case 'number': {
      const number = z.number().min(option.least).max(option.most);
      return option.isWhole ? number.int() : number;
    }
    case 'texts':
      return z.array(z.string().max(LONGEST)).max(MOST_TEXTS);
    case 'text':
      return z.string().max(option.isPlace === true ? LONGEST_PLACE : LONGEST);
    case 'language':
    case 'zone':
      return z.string().max(LONGEST);
  }
}
