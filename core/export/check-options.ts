import { parseDate } from '../ground/dates.ts';
import { Problem } from '../ground/problem.ts';
import { descriptionOf } from './formats/descriptions.ts';
import { formatOf } from './formats/registry.ts';
import type { ExportOptions } from './options.ts';
import { isTimeZone } from './zone.ts';

/** Throws the Problem for the first option with a value that cannot be used. */
export function checkOptions(options: ExportOptions): void {
  const { from, to } = options;
  if (from !== undefined && parseDate(from) === null)
    throw new Problem('export.day_invalid', { option: 'from' });
  if (to !== undefined && parseDate(to) === null) throw new Problem('export.day_invalid', { option: 'to' });
  if (from !== undefined && to !== undefined && to < from) {
    throw new Problem('export.range_reversed', { from, to });
  }
  const given = new Map<string, unknown>(Object.entries(options));
  for (const [name, { kind }] of Object.entries(descriptionOf(options.format).options)) {
    const zone = kind === 'zone' ? given.get(name) : undefined;
    if (typeof zone === 'string' && !isTimeZone(zone))
      throw new Problem('export.time_zone_unknown', { zone });
  }
  formatOf(options.format).check?.(options);
}
