import type { FinishedColumn } from '../../analysis/analysis-table.ts';
import { type Cell, isMissing } from '../../analysis/cell.ts';
import { text } from './dictionary.ts';
import { partsOf } from './long-texts.ts';
import { CODED_REASONS, type CodedReason, freeCodes } from './missing-codes.ts';
import { ELEMENT, hasShortValues, SEGMENT, segmentsOf } from './segments.ts';
import { type ColumnVariables, type FileParts, variableLabel } from './variables.ts';

const NARROWEST = 8;
const WIDEST = 32;

/** What is seen of the texts of a column while its cells are added. */
export interface SeenTexts {
  /** Texts that cannot be codes of the column, because they are answers. */
  readonly answers: Set<string>;
  /** How many texts lost something: spaces at the end, or NUL. */
  changed: number;
}

/**
 * Returns the variables of a column of texts. Takes the names and widths of its parts, and what has been seen
 * of it. When an answer is one of the column's codes, it is added to `seen.answers`: then the file has to be
 * written again, with other codes.
 */
export function textVariables(
  column: FinishedColumn,
  parts: FileParts,
  pieces: readonly { readonly name: string; readonly width: number }[],
  seen: SeenTexts,
): ColumnVariables {
  const codes = codesOf(column, parts, pieces[0]?.width ?? 1, seen);
  const byReason = new Map(codes);
  const isCode = new Set(codes.map(([, code]) => code));
  const longestCode = Math.max(1, ...[...isCode].map((code) => code.length));
  const attributes = parts.attributes.ofColumn(column);
  const variables = pieces.map((piece, i) => {
    const isFirst = i === 0;
    const width = Math.max(piece.width, isFirst ? longestCode : 1);
    return {
      name: piece.name,
      label: variableLabel(column, parts, isFirst ? '' : ` (part ${i + 1})`),
      width,
      display: text(Math.min(width, SEGMENT)),
      columnWidth: Math.min(WIDEST, Math.max(NARROWEST, width)),
      measure: 'nominal' as const,
      missing: isFirst ? [...isCode] : [],
      labels: isFirst ? parts.labels.texts(codes, width) : null,
      attributes: pieces.length === 1 ? attributes : [...attributes, { name: 'part', values: [`${i + 1}`] }],
    };
  });
  const segments = variables.map(({ width }) => segmentsOf(width));
  const [first = []] = segments;
  const add = (cell: Cell, cases: Parameters<ColumnVariables['add']>[1]): void => {
    const written = isMissing(cell) ? codeFor(cell.missing, byReason) : textOf(String(cell), isCode, seen);
    if (segments.length === 1) {
      cases.text(written, first);
      return;
    }
    const own = partsOf(written);
    for (const [i, widths] of segments.entries()) cases.text(own[i] ?? '', widths);
  };
  return { variables, add };
}

function codeFor(reason: string, codes: ReadonlyMap<string, string>): string {
  return codes.get(reason) ?? '';
}

/** Returns the text as the file can have it, and counts what it lost. */
function textOf(answer: string, codes: ReadonlySet<string>, seen: SeenTexts): string {
  const kept = answer.includes('\0') ? answer.replaceAll('\0', '') : answer;
  if (kept !== answer || answer.endsWith(' ')) seen.changed += 1;
  if (codes.size > 0 && kept.length <= ELEMENT) {
    // Spaces at the end do not count when SPSS compares texts.
    const compared = kept.trimEnd();
    if (codes.has(compared)) seen.answers.add(compared);
  }
  return kept;
}

/**
 * Returns the codes for the reasons that the column has. A text wider than 8 bytes has only one: `not asked`
 * goes first, and the other is then an empty text. The format allows three, with their length once before them
 * (record 7/22). But PSPP 1.6 expects it before each, warns, and then takes every code in the file for an
 * answer; ReadStat refuses what PSPP expects. A second code that is not declared would be an answer everywhere.
 */
function codesOf(
  { role, facts: { missing } }: FinishedColumn,
  { hasCodes }: FileParts,
  width: number,
  { answers }: SeenTexts,
): readonly (readonly [CodedReason, string])[] {
  const reasons = CODED_REASONS.filter((reason) => missing[reason] > 0);
  if (!hasCodes || role === 'fact' || reasons.length === 0) return [];
  const codes = freeCodes((code) => !answers.has(String(code)) && String(code).length <= ELEMENT);
  if (codes === null) return [];
  return reasons
    .slice(0, hasShortValues({ width }) ? reasons.length : 1)
    .map((reason) => [reason, String(codes[reason])]);
}
