/** What a number may be; both bounds are inclusive. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** The number that a text says within the bounds; null when it says none. */
export function numberIn(text: string, { least, most, isWhole }: NumberBounds): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^-?\d+(?:\.\d+)?$/.test(trimmed)) return null;
  const number = Number(trimmed);
  return number < least || number > most || (isWhole && !Number.isInteger(number)) ? null : number;
}
