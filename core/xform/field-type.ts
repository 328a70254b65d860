import type { FieldType } from '../model/form.ts';

const BY_BIND: ReadonlyMap<string, FieldType> = new Map(
  Object.entries({
    int: 'int',
    integer: 'int',
    long: 'int',
    decimal: 'decimal',
    double: 'decimal',
    float: 'decimal',
    boolean: 'boolean',
    date: 'date',
    time: 'time',
    datetime: 'dateTime',
    geopoint: 'geopoint',
    geotrace: 'geotrace',
    geoshape: 'geoshape',
    binary: 'binary',
    barcode: 'barcode',
    select1: 'select1',
    select: 'select',
    listitem: 'select1',
    listitems: 'select',
    rank: 'rank',
  } as const),
);

const BY_CONTROL: ReadonlyMap<string, FieldType> = new Map(
  Object.entries({
    select: 'select',
    select1: 'select1',
    rank: 'rank',
    upload: 'binary',
    range: 'decimal',
  } as const),
);

/** A bind's type without its prefix (`briefcase-csv` §5). */
export function bareType(bindType: string): string {
  return bindType.trim().slice(bindType.trim().indexOf(':') + 1);
}

/**
 * Returns a field's type from its bind. If the bind's type is only text, the control decides, because some
 * tools bind selects as strings. A control that takes several choices makes a select-multiple of any bind
 * except `rank`, as in Briefcase (`briefcase-csv` §10).
 */
export function fieldType(bindType: string, control: string | null): FieldType {
  const bound = BY_BIND.get(bareType(bindType).toLowerCase()) ?? 'string';
  if (control === null) return bound;
  if (control === 'select' && bound !== 'rank') return 'select';
  return bound === 'string' ? (BY_CONTROL.get(control) ?? 'string') : bound;
}
