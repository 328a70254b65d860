import { format1 } from './format-1.ts';
import { format2 } from './format-2.ts';
import { laterFormats } from './later-formats.ts';

/**
 * The database's format, one entry a version, never changed once it has been released. All tables are STRICT; the views
 * for people are made anew from the forms (`views.ts`) and are no part of it.
 */
export const migrations: readonly string[] = [format1, format2, ...laterFormats];
