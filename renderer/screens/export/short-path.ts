/** The end of a path that is enough to know a folder by: its own name and that of the one around it. */
export function shortPath(path: string): string {
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/';
  const names = path.split(separator).filter((name) => name !== '');
  return names.length <= 2 ? path : names.slice(-2).join(separator);
}
