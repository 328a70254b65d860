import { runGroups } from './run-groups.ts';
import { vitest } from './runner.ts';
import { staticChecks } from './static-checks.ts';

/*
 * `npm run check`: a developer's loop. It runs types, lint and the unit tests, which also check the layers. It starts
 * no server and no command, and needs no program but Node. `npm test` runs everything.
 */
await runGroups([staticChecks, [{ name: 'unit', run: (print) => vitest(print, { project: 'unit' }) }]]);
