const REMEMBERED = 2000;
/** Longer answers are rare, and would take much memory. */
const SHORT = 200;

/** Returns a function that remembers its last results: most answers of a question are few different ones. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (text.length > SHORT) return made;
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}
