/** Takes the cells of rows as they are kept, without a text being made of each. */
export interface CellReceiver {
  beginRow(): void;
  /** Takes the column's place among the wanted ones, as the other methods do. */
  missing(place: number): void;
  number(place: number, number: number): void;
  /** Takes the UTF-8 of a text, from the first byte to before the last. */
  text(place: number, bytes: Buffer, from: number, to: number): void;
}
