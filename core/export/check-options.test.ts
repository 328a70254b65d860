import { expect, test } from 'vitest';
import { checkOptions } from './check-options.ts';
import type { ExportOptions } from './options.ts';

const checked = (options: Partial<ExportOptions>) => () =>
  checkOptions({ format: 'tidy', folder: '/f', ...options } as ExportOptions);

test.each<[Partial<ExportOptions>, string]>([
  [{ from: '2024-02-30' }, 'export.day_invalid'],
  [{ to: 'today' }, 'export.day_invalid'],
  [{ from: '2024-02-02', to: '2024-02-01' }, 'export.range_reversed'],
  [{ timeZone: 'Nowhere/City' }, 'export.time_zone_unknown'],
  [{ format: 'briefcase', timeZone: 'Nowhere/City' }, 'export.time_zone_unknown'],
  [{ format: 'tidy', separator: 'x' }, 'export.separator_invalid'],
  [{ format: 'tidy', separator: '' }, 'export.separator_invalid'],
])('%o is %s', (options, code) => {
  expect(checked(options)).toThrow(expect.objectContaining({ code }));
});

test.each<Partial<ExportOptions>>([
  {},
  { from: '2024-02-29', to: '2024-02-29' },
  { timeZone: 'Africa/Nairobi' },
  { format: 'tidy', separator: '\t' },
  { format: 'briefcase', timeZone: 'UTC' },
])('%o can be used', (options) => {
  expect(checked(options)).not.toThrow();
});
