import type { Check } from '../../../electron/ipc/servers.ts';

export type { Check };

/** In the order in which they are made. */
export const checks: readonly Check[] = ['address', 'certificate', 'proxy', 'login', 'rights'];
