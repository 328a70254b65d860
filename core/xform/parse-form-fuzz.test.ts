// Covers core/xform/merge-forms.ts, core/xform/parse-form.ts.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProblem } from '../ground/problem.ts';
import { type FormModel, type FormNode, shapeOf } from '../model/form.ts';
import { mergeForms } from './merge-forms.ts';
import { parseForm } from './parse-form.ts';

const folder = new URL('../../fixtures/forms/', import.meta.url);
const forms = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, folder)));

/** Pieces that a form may hold in odd places. */
const pieces = [
  '<',
  '>',
  '/',
  '"',
  "'",
  '&',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<!DOCTYPE x>',
  '<?x?>',
  '&#0;',
  '\u0000',
  '\ud800',
  '[',
  ']',
  '(',
  ')',
  '..',
  '/',
  '@',
  '*',
  '=',
  ' or ',
  ' and ',
  'not(',
  'selected(',
  'current()/',
  'randomize(',
  "instance('yes_no')",
  "jr:itext('yes_no-0')",
  'nodeset',
  'ref',
  'bind',
  'instance',
  'repeat',
  'relevant',
  'constraint',
  'jr:constraintMsg',
  'calculate',
  '**',
  '_',
  'jr:template=""',
  'id="household"',
  'constructor',
  '__proto__',
  'toString',
  'xmlns="x"',
  'default=""',
  '<item/>',
  '<value/>',
];

type Change =
  | { readonly kind: 'put'; readonly at: number; readonly text: string }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'copy'; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: 'byte'; readonly at: number; readonly value: number };

// Not `fc.double`, which would nearly always be close to 0.
const place = fc.nat(999_999).map((n) => n / 1_000_000);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), at: place, text: fc.constantFrom(...pieces) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat(60) }),
  fc.record({ kind: fc.constant('copy' as const), at: place, length: fc.nat(400), to: place }),
  fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.nat(255) }),
);

function changed(bytes: Buffer, { at, ...how }: Change): Buffer {
  const i = Math.floor(at * bytes.length);
  switch (how.kind) {
    case 'put':
      return Buffer.concat([bytes.subarray(0, i), Buffer.from(how.text), bytes.subarray(i)]);
    case 'cut':
      return Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + how.length)]);
    case 'copy': {
      const to = Math.floor(how.to * bytes.length);
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(i, i + how.length), bytes.subarray(to)]);
    }
    case 'byte': {
      const copy = Buffer.from(bytes);
      copy[i] = how.value;
      return copy;
    }
  }
}

/** Exchanges a part of one attribute or text, so that the XML stays whole and its meaning changes. */
function reworded(bytes: Buffer, at: number, text: string): Buffer {
  const xml = bytes.toString('utf8');
  const words = [...xml.matchAll(/(?<=="[^"<]*)[\w.-]{2,}|(?<=>[^<"]*)[\w.-]{2,}/g)];
  const word = words[Math.floor(at * words.length)];
  if (word === undefined) return bytes;
  const safe = text.replace(/[<>&"\0\ud800]/g, '');
  return Buffer.from(xml.slice(0, word.index) + safe + xml.slice(word.index + word[0].length));
}

/** The model, or null when it was refused with a problem. Anything else that is thrown is a bug. */
function read(bytes: Buffer): FormModel | null {
  try {
    return parseForm(bytes, 'form.xml');
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

/** What holds for every model, from any definition. */
function check(model: FormModel): void {
  const visit = (nodes: readonly FormNode[], above: string): void => {
    expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
    for (const node of nodes) {
      expect(node.path).toBe(above === '' ? node.name : `${above}/${node.name}`);
      expect(node.relevant).not.toBe('');
      for (const label of Object.values(node.labels)) expect(label).not.toBe('');
      if (node.kind !== 'field') {
        visit(node.children, node.path);
        continue;
      }
      expect(typeof node.type).toBe('string');
      for (const text of [node.constraint, node.required, node.readonly, node.listName]) {
        expect(text).not.toBe('');
      }
      for (const labels of [node.hints, node.constraintMessage]) expect(labels).not.toEqual({});
      const texts = [node.hints, node.constraintMessage, ...(node.choices ?? []).map(({ labels }) => labels)];
      for (const text of texts.flatMap((labels) => Object.values(labels ?? {}))) expect(text).not.toBe('');
      expect(node.choices).not.toEqual([]);
      for (const choice of node.choices ?? []) expect(choice.value).not.toBe('');
    }
  };
  visit(model.children, '');
  expect(model.version).not.toBe('');
  expect(shapeOf(mergeForms([model, model]))).toEqual(shapeOf(model));
}

test('every form here gives a model', () => {
  expect(forms.length).toBeGreaterThan(5);
  for (const bytes of forms) check(read(bytes) as FormModel);
});

test('changed bytes give a model or a problem, nothing else, in time', () => {
  let models = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...forms),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      (bytes, changes) => {
        const model = read(changes.reduce<Buffer>(changed, bytes));
        if (model === null) return;
        models += 1;
        check(model);
      },
    ),
    { numRuns: 1_500 },
  );
  expect(models).toBeGreaterThan(100);
});

test('whole XML with changed meaning gives a sound model or a problem', () => {
  let models = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...forms),
      fc.array(fc.tuple(place, fc.constantFrom(...pieces)), { minLength: 1, maxLength: 5 }),
      (bytes, changes) => {
        const model = read(changes.reduce<Buffer>((xml, [at, text]) => reworded(xml, at, text), bytes));
        if (model === null) return;
        models += 1;
        check(model);
      },
    ),
    { numRuns: 1_500 },
  );
  expect(models).toBeGreaterThan(500);
});
