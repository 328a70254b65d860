import { ar } from './ar.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';
import { sw } from './sw.ts';

const RULE = '='.repeat(78);

/** README.txt: how to restore without Attaché, in all languages of the app. */
export function readmeText(): string {
  return `${[en, fr, es, pt, ar, sw].map((text) => text.trim()).join(`\n\n${RULE}\n\n`)}\n`.replace(
    /\n/g,
    '\r\n',
  );
}
