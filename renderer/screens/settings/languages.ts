import type { Language } from '../../../electron/ipc/app.ts';

export type { Language };

/** In the order in which they are offered. */
export const languages: readonly Language[] = ['en', 'fr', 'es', 'pt', 'ar', 'sw'];
