import type { Language } from '../../electron/ipc/app.ts';

/** The languages whose words are whole (words.test.ts), in the order in which they are offered. */
export const offered: readonly Language[] = ['en', 'fr', 'es', 'pt', 'ar', 'sw'];
