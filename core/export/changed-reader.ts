import type { RowReader } from '../model/rows.ts';

/**
 * Returns a reader that does everything as another, except what is given. An export of changed rows uses it:
 * each step takes the reader of the step before.
 */
export function changedReader(reader: RowReader, changes: Partial<RowReader>): RowReader {
  return new Proxy(reader, {
    get: (target, name) => {
      if (Object.hasOwn(changes, name)) return Reflect.get(changes, name);
      const value: unknown = Reflect.get(target, name, target);
      // The methods of a class need their own object.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
