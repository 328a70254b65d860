import type { Figure } from './figures.ts';

/** What is measured, and where. */
export interface Bench {
  /** An empty folder, which is removed afterwards. */
  readonly folder: string;
  /** Where sample data is made, and taken from if it is there already. */
  readonly data: string;
  /** Whether it stays there. */
  readonly isKept: boolean;
  readonly submissions: number;
  readonly mediaSubmissions: number;
  readonly rows: number;
  readonly photos: number;
  readonly threads: number;
}

/** A part of the bench. Tells figures as soon as they are there. */
export type Part = (bench: Bench, tell: (figures: readonly Figure[]) => void) => Promise<void>;
