/** The last two names of a path, which are enough to recognise a folder. */
export function shortPath(path: string): string {
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/';
  const names = path.split(separator).filter((name) => name !== '');
  return names.length <= 2 ? path : names.slice(-2).join(separator);
}
