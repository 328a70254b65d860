import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { questionsToTreat } from '../../core/export/deidentify/questions.ts';
import type { DeidentifyRules } from '../../core/export/deidentify/rules.ts';
import { formatNamed, wordOf } from '../../core/export/formats/descriptions.ts';
import { type PresetOptions, presetOptions } from '../../core/export/preset-options.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { FormModel } from '../../core/model/form.ts';
import { defaultOptions, type Preset, renamedOptions } from './presets.ts';

/** A preset as a file has it. */
export type PresetOfFile = Pick<Preset, 'name' | 'options' | 'folder'>;

const LARGEST = 5_000_000;
const LONGEST_NAME = 100;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON file with one preset, or with a list of presets. Options that it does not have get their
 * defaults. Throws `export.preset_unreadable`; nothing is guessed, because a rule that is misread publishes
 * answers.
 */
export function readPresets(path: string): readonly PresetOfFile[] {
  const file = basename(path);
  const found = jsonOf(path, file);
  const documents = Array.isArray(found) ? found : [found];
  return documents.map((document) => presetOf(document, file));
}

/** Returns a preset as a file has it, with the words of the command line. */
export function presetDocument({ name, folder, options }: PresetOfFile): Json {
  const { format, moreFormats, deidentify, ...others } = options;
  return {
    name,
    folder,
    formats: [format, ...moreFormats].map(wordOf),
    ...others,
    ...(deidentify === null ? {} : { deidentify }),
  };
}

/**
 * Returns a preset with what is often done to the questions of a form that may identify people, and to the date of
 * submission: the same that the window suggests. It is for the user to look through: nothing is decided by it.
 */
export function suggestedPreset(formId: string, models: readonly FormModel[]): Json {
  const deidentify: DeidentifyRules = {
    columns: questionsToTreat(models, null).flatMap(({ path, suggestion }) =>
      suggestion === null ? [] : [{ column: path, form: formId, do: suggestion.do }],
    ),
    media: false,
    kAnonymity: null,
  };
  return { name: `De-identified ${formId}`.slice(0, LONGEST_NAME), deidentify };
}

function jsonOf(path: string, file: string): unknown {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new Problem('export.preset_unreadable', { file, why: 'missing' });
  if (stats.size > LARGEST) throw new Problem('export.preset_unreadable', { file, why: 'large' });
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Problem('export.preset_unreadable', { file, why: 'json' }, { cause });
  }
}

function presetOf(document: unknown, file: string): PresetOfFile {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Problem('export.preset_unreadable', { file, why: 'json' });
  const { name, folder = '', formats, format, usedAt: _usedAt, ...given } = document as Json;
  if (typeof name !== 'string' || name.trim() === '' || name.trim().length > LONGEST_NAME)
    throw new Problem('export.preset_unreadable', { file, why: 'name' });
  if (typeof folder !== 'string') throw wrong(file, 'folder');
  const named = formatsOf(formats ?? (format === undefined ? [] : [format]), file);
  const options = { ...defaultOptions(), ...named, ...withDefaults(renamedOptions(given)) };
  const known = new Set(Object.keys(presetOptions.shape));
  const unknown = Object.keys(options).find((option) => !known.has(option));
  if (unknown !== undefined) throw wrong(file, unknown);
  const parsed = presetOptions.safeParse(options);
  if (!parsed.success) throw wrong(file, parsed.error.issues[0]?.path.join('.') ?? '');
  return { name: name.trim(), options: parsed.data, folder: folder === '' ? '' : resolve(folder) };
}

function formatsOf(words: unknown, file: string): Partial<Pick<PresetOptions, 'format' | 'moreFormats'>> {
  if (!Array.isArray(words)) throw wrong(file, 'formats');
  const ids = words.map((word) => (typeof word === 'string' ? formatNamed(word) : null));
  const [format, ...moreFormats] = [...new Set(ids)].filter((id) => id !== null);
  if (ids.includes(null)) throw wrong(file, 'formats');
  return format === undefined ? {} : { format, moreFormats };
}

/** What rules need not say: no attachments, and no groups to count. */
function withDefaults({ deidentify, ...options }: Json): Json {
  if (typeof deidentify !== 'object' || deidentify === null)
    return { ...options, deidentify: deidentify ?? null };
  return { ...options, deidentify: { media: false, kAnonymity: null, ...deidentify } };
}

function wrong(file: string, option: string): Problem {
  return new Problem('export.preset_unreadable', { file, why: 'option', option });
}
