import { parseXml } from '../../ground/xml/xml.ts';
import {
  type FieldType,
  type FormField,
  type FormModel,
  type FormNode,
  type FormRepeat,
  shapeOf,
} from '../../model/form.ts';
import type { ExportSubmission } from '../../model/rows.ts';
import { readRecords } from '../../record/read-records.ts';
import { submissionOf } from './memory-reader.ts';

/** Returns a field. Takes its path below the root. */
export function field(path: string, type: FieldType = 'string', more: Partial<FormField> = {}): FormField {
  return {
    kind: 'field',
    name: nameOf(path),
    path,
    labels: {},
    type,
    bindType: type,
    choices: null,
    mediaType: null,
    ...more,
  };
}

export function repeat(path: string, ...children: FormNode[]): FormRepeat {
  return { kind: 'repeat', name: nameOf(path), path, labels: {}, children };
}

export function group(path: string, ...children: FormNode[]): FormNode {
  return { kind: 'group', name: nameOf(path), path, labels: {}, children };
}

/** Returns choices. Each label is the value in capitals. */
export function choices(...values: string[]): Pick<FormField, 'choices'> {
  return { choices: values.map((value) => ({ value, labels: { '': value.toUpperCase() } })) };
}

/** Returns an encrypted form called "A form", version 1. */
export function form(children: readonly FormNode[], more: Partial<FormModel> = {}): FormModel {
  return {
    formId: 'form',
    version: '1',
    title: 'A form',
    rootName: 'data',
    publicKey: 'AAAA',
    languages: [],
    choiceFiles: [],
    children,
    ...more,
  };
}

/** Returns a submission. Takes the XML below its root, which is read with the form. */
export function submitted(
  model: FormModel | null,
  instanceId: string,
  xml: string,
  given: Partial<ExportSubmission> = {},
): ExportSubmission {
  return submissionOf({
    instanceId,
    version: model?.version ?? null,
    records: readRecords(parseXml(`<data>${xml}</data>`), instanceId, model === null ? null : shapeOf(model)),
    ...given,
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
