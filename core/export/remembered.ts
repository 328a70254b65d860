const REMEMBERED = 2000;
/** Longer answers are rare, and would take much memory. */
const SHORT = 200;

/**
 * Returns a function that remembers its last results: most answers of a question, and most cells of a column, are few
 * different ones.
 */
export function remembered<T, K extends string | number = string>(make: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    if (typeof key === 'string' && key.length > SHORT) return made;
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, made);
    return made;
  };
}
