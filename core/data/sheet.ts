import { join, sep } from 'node:path';
import { rangeOf } from '../model/content.ts';
import type { FormField, FormModel, FormNode, FormRepeat } from '../model/form.ts';
import type { SheetLocation, SheetMedia, SheetNode } from '../model/sheet-node.ts';
import type { Wording } from '../model/table-view.ts';
import type { FileKeys } from '../model/workspace-keys.ts';
import { attachmentOf } from '../record/attachment-of.ts';
import type { BrowsedSubmission } from '../store/browse/columns.ts';
import type { BrowsedAttachment, BrowsedRecord } from '../store/browse/submission-facts.ts';
import { nodeLabel } from '../xform/label.ts';
import { parseValues, worded } from './cells.ts';
import { columnType, type FormColumns } from './form-columns.ts';
import { mediaKind } from './media-kind.ts';
import { submissionName } from './parent-name.ts';

const REPEAT_ROWS = 50;
const REPEAT_COLUMNS = 6;

/** Everything that a sheet is made from. */
export interface SheetSource {
  readonly form: FormColumns;
  readonly submission: BrowsedSubmission;
  readonly records: readonly BrowsedRecord[];
  readonly attachments: readonly BrowsedAttachment[];
  readonly filesFolder: string;
  readonly fileKeys: FileKeys | null;
  readonly wording: Wording;
}

/**
 * Returns one submission in the order of its form. Answers that are not in the definition come last, with
 * their paths.
 */
export function sheetBody(source: SheetSource): SheetNode[] {
  const { form, submission, records } = source;
  const own = records.find(({ path }) => path === '');
  if (own === undefined) return [];
  const model = form.model(submission.version);
  const values = parseValues(own.values);
  const walked = new Set<string>();
  const nodes = model === null ? [] : walk(source, model, model.children, own, values, walked);
  const left = Object.keys(values).filter((path) => !walked.has(path) && !path.startsWith('meta/'));
  return [...nodes, ...left.map((path): SheetNode => plainAnswer(path, values[path] ?? ''))];
}

function walk(
  source: SheetSource,
  model: FormModel,
  nodes: readonly FormNode[],
  record: BrowsedRecord,
  values: Readonly<Record<string, string>>,
  walked: Set<string>,
): SheetNode[] {
  const label = (node: FormNode): string => nodeLabel(node, source.wording.language, model.languages);
  return nodes.flatMap((node): SheetNode[] => {
    if (node.kind === 'group') {
      if (node.path === 'meta') return [];
      const children = walk(source, model, node.children, record, values, walked);
      return children.length === 0 ? [] : [{ kind: 'group', name: node.name, label: label(node), children }];
    }
    if (node.kind === 'repeat') return [repeatNode(source, model, node, record, label(node))];
    walked.add(node.path);
    const value = Object.hasOwn(values, node.path) ? (values[node.path] ?? '').trim() : null;
    return [answerNode(source, node, value, label(node))];
  });
}

function answerNode(source: SheetSource, field: FormField, value: string | null, label: string): SheetNode {
  const { form, submission, wording } = source;
  const type = columnType(field);
  const column = { id: field.path, name: field.name, labels: field.labels, type, groups: [], field };
  return {
    kind: 'answer',
    path: field.path,
    name: field.name,
    label,
    type,
    value,
    shown: value === null ? '' : worded(form, column, submission.version, value, wording),
    media: type === 'media' && value !== null && value !== '' ? mediaOf(source, value) : null,
    location: type === 'location' && value !== null ? locationOf(value) : null,
  };
}

function plainAnswer(path: string, value: string): SheetNode {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    kind: 'answer',
    path,
    name,
    label: name,
    type: 'text',
    value,
    shown: value,
    media: null,
    location: null,
  };
}

function repeatNode(
  { form, submission, records, wording }: SheetSource,
  model: FormModel,
  repeat: FormRepeat,
  parent: BrowsedRecord,
  label: string,
): SheetNode {
  const rows = records.filter(({ path, parentKey }) => path === repeat.path && parentKey === parent.key);
  const columns = (form.tables.get(repeat.path) ?? []).slice(0, REPEAT_COLUMNS);
  return {
    kind: 'repeat',
    path: repeat.path,
    name: repeat.name,
    label,
    columns: columns.map((column) => ({
      name: column.name,
      label: column.field === null ? column.name : nodeLabel(column.field, wording.language, model.languages),
      type: column.type,
    })),
    rows: rows.slice(0, REPEAT_ROWS).map((row) => {
      const values = parseValues(row.values);
      return {
        key: row.key,
        cells: columns.map((column) =>
          worded(form, column, submission.version, (values[column.id] ?? '').trim(), wording),
        ),
      };
    }),
    total: rows.length,
  };
}

function mediaOf({ attachments, filesFolder, fileKeys }: SheetSource, name: string): SheetMedia {
  const found = attachmentOf(attachments, name, ({ file }) => file !== null);
  if (found === undefined)
    return { position: 0, name, bytes: null, kind: 'other', type: null, isMissing: true };
  const path = found.file === null ? null : insideOf(filesFolder, found.file);
  return {
    ...(path === null ? { kind: 'other' as const, type: null } : mediaKind(headOf(path, fileKeys))),
    position: found.position,
    name,
    bytes: found.size,
    isMissing: path === null,
  };
}

/** Returns the path of a stored file; null when the path would lead out of the folder. */
export function insideOf(folder: string, file: string): string | null {
  const path = join(folder, file);
  return path.startsWith(folder + sep) ? path : null;
}

function headOf(path: string, keys: FileKeys | null): Uint8Array {
  try {
    return rangeOf({ kind: 'file', path, size: 0, ...(keys === null ? {} : { key: keys.content }) }, 0, 16);
  } catch {
    return new Uint8Array();
  }
}

/**
 * Reads "latitude longitude altitude accuracy" as a device writes it; null when it is not a place on earth.
 */
export function locationOf(value: string): SheetLocation | null {
  const [latitude, longitude, altitude, accuracy] = value.trim().split(/\s+/).map(Number);
  if (latitude === undefined || longitude === undefined) return null;
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return null;
  const number = (part: number | undefined): number | null =>
    part === undefined || Number.isNaN(part) ? null : part;
  return { latitude, longitude, altitude: number(altitude), accuracy: number(accuracy) };
}

/** Returns the name of a submission: its instance name, else its first identifier, else the end of its id. */
export function headingOf({ form, submission, records }: SheetSource): string {
  const own = records.find(({ path }) => path === '');
  const values = own === undefined ? {} : parseValues(own.values);
  return submissionName(form, values, submission.instanceId ?? submission.contentId);
}

/**
 * Returns the answer of the first field whose bare name fits, in the submission's main record; null when
 * there is none.
 */
export function answerNamed({ records }: Pick<SheetSource, 'records'>, name: RegExp): string | null {
  const own = records.find(({ path }: BrowsedRecord) => path === '');
  if (own === undefined) return null;
  const values = parseValues(own.values);
  const path = Object.keys(values).find((key) => name.test(key.slice(key.lastIndexOf('/') + 1)));
  const value = path === undefined ? '' : (values[path] ?? '').trim();
  return value === '' ? null : value;
}
