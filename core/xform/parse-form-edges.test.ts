// Covers core/xform/parse-form.ts.
import { expect, test } from 'vitest';
import { isProblem } from '../ground/problem.ts';
import type { FormField, FormModel, FormNode } from '../model/form.ts';
import { parseForm } from './parse-form.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A form made of an instance's content, other elements of the model, and a body. */
function form(data: string, beside = '', body = '', root = 'id="f" version="1"'): FormModel {
  const xml = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:jr="http://openrosa.org/javarosa"><h:head><model><instance><data ${root}>${data}</data></instance>${beside}
    </model></h:head><h:body>${body}</h:body></h:html>`;
  return parseForm(bytes(xml), 'f.xml');
}

function only(model: FormModel): FormField {
  const [node] = model.children;
  if (node?.kind !== 'field') throw new Error('no field');
  return node;
}

function problemOf(text: string): unknown {
  try {
    parseForm(bytes(text), 'f.xml');
  } catch (error) {
    if (isProblem(error)) return error.data;
    throw error;
  }
  return null;
}

test('a file that is not XML and a document that is not a form are different problems; hostile documents are refused', () => {
  expect(problemOf('')).toMatchObject({ code: 'form.unreadable', params: { why: 'empty' } });
  expect(problemOf('<a>')).toMatchObject({ code: 'form.unreadable', params: { file: 'f.xml' } });
  expect(problemOf('<!DOCTYPE a [<!ENTITY b "c">]><a/>')).toMatchObject({
    code: 'form.unreadable',
    params: { why: 'doctype, line 1' },
  });
  const notAForm = { code: 'form.not_a_form', params: { file: 'f.xml' } };
  expect(problemOf('<html><body>Please log in</body></html>')).toEqual(notAForm);
  expect(problemOf('<model><instance/></model>')).toEqual(notAForm);
  expect(problemOf('<model><instance id="list" src="jr://file/a.xml"><root/></instance></model>')).toEqual(
    notAForm,
  );
});

test('a version of spaces counts as no version; any other is kept as written', () => {
  expect(form('<a/>', '', '', 'id="f" version=" "').version).toBeNull();
  expect(form('<a/>', '', '', 'id="f"').version).toBeNull();
  expect(form('<a/>', '', '', 'id="f" version=" 7"').version).toBe(' 7');
});

test('a form without an ID has the name of its root element, not the namespace of all XForms', () => {
  expect(form('<a/>', '', '', '').formId).toBe('data');
});

test('a field called title is not the form title', () => {
  const model = form('<title>x</title><body><a/></body>');
  expect(model.title).toBe('f');
  expect(model.children.map(({ name }) => name)).toEqual(['title', 'body']);
});

test('the public key loses its white space', () => {
  expect(form('<a/>', '<submission base64RsaPublicKey="MIIB&#10;  AAAA"/>').publicKey).toBe('MIIBAAAA');
  expect(form('<a/>', '<submission base64RsaPublicKey=" "/>').publicKey).toBeNull();
});

test('a type named like a property of every object is text', () => {
  expect(only(form('<a/>', '<bind nodeset="/data/a" type="constructor"/>')).type).toBe('string');
});

test('a control for several choices makes a select of any bind; other controls only if the bind is text', () => {
  const type = (bind: string, control: string) =>
    only(form('<a/>', `<bind nodeset="/data/a" type="${bind}"/>`, `<${control} ref="/data/a"/>`)).type;
  expect(type('select1', 'select')).toBe('select');
  expect(type('xsd:int', 'select1')).toBe('int');
  expect(type('string', 'range')).toBe('decimal');
  expect(type('string', 'trigger')).toBe('string');
  expect(type('odk:rank', 'select')).toBe('rank');
});

const CITIES = `<instance id="cities"><root>
  <item><name>a</name><label>A</label><state>x</state><size>5</size></item>
  <item><name>b</name><label>B</label><state>y</state><size>50</size></item>
  <item><name>other</name><label>Other</label></item></root></instance>`;

function visible(nodeset: string, data = '<a/><state/>'): readonly string[] | null | undefined {
  const escaped = nodeset.replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const body = `<select ref="/data/a"><itemset nodeset="${escaped}"><value ref="name"/><label ref="label"/></itemset></select>`;
  const field = only(form(data, CITIES, body));
  return field.choices === null ? null : field.unansweredChoices;
}

test.each([
  ['state = /data/state', ['other']],
  ["state = 'x'", ['a']],
  ["state = 'x' or state = 'y'", ['a', 'b']],
  ["state != '' and not(state = 'x')", ['b']],
  ['selected(/data/state, state)', ['other']],
  ["selected('x y', state)", ['a', 'b']],
  ['size > 10', ['b']],
  ["size <= 5.0 and ( state='x' or(false()) )", ['a']],
  ["./state = current()/../state or name = 'b'", ['b', 'other']],
  ["count(/data/r) = 0 and state = 'x'", ['a']],
  ['false()', []],
])('the filter [%s] leaves %j while nothing is answered', (filter, expected) => {
  expect(visible(`instance('cities')/root/item[${filter}]`)).toEqual(expected);
});

test.each([
  'true()',
  '1',
  'count(/data/r) > 2',
  'state = instance("cities")/root/item[1]/state',
  'state +',
  'state = ',
  `${'('.repeat(5_000)}state${')'.repeat(5_000)}`,
  "state = pulldata('x', 'y', 'z', /data/a) or true()",
])('a filter hides nothing when it is not understood: %#', (filter) => {
  expect(visible(`instance('cities')/root/item[${filter}]`)).toBeUndefined();
});

test('a question that the form presets counts as answered', () => {
  expect(visible("instance('cities')/root/item[state = /data/state]", '<a/><state>y</state>')).toEqual(['b']);
});

test('lists are found inside randomize() and with any quotes, and only inside the form', () => {
  expect(visible("randomize(instance('cities')/root/item[state='x'], int(/data/seed))")).toEqual(['a']);
  expect(visible('randomize( instance("cities")/root/item )')).toBeUndefined();
  expect(visible("instance('cities')/root/*")).toBeUndefined();
  expect(visible("instance('nowhere')/root/item")).toBeNull();
  expect(visible('/data/people[name != ""]')).toBeNull();
  expect(visible("instance('cities')")).toBeNull();
  expect(visible("instance('cities')/root/item[)(]")).toBeNull();
  expect(visible("instance('cities')/root/item[state = 'x]")).toBeNull();
  expect(visible("instance('cities')/root/item[1]/x[2]")).toBeNull();
});

test('ten thousand fields over one long list, and the same below each other, are read in no time', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `q${i}`);
  const list = `<instance id="l"><root>${many.map((n) => `<item><name>${n}</name><label>${n}</label></item>`).join('')}</root></instance>`;
  const body = many
    .map(
      (n) =>
        `<select1 ref="/data/${n}"><itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>`,
    )
    .join('');
  const asked = many
    .map(
      (n) =>
        `<select1 ref="/data/${n}"><itemset nodeset="instance('l')/root/item[name = current()/../x]"><value ref="name"/><label ref="label"/></itemset></select1>`,
    )
    .join('');
  form(many.map((n) => `<${n}/>`).join(''), list, asked);
  const model = form(many.map((n) => `<${n}/>`).join(''), list, body);
  expect(model.children).toHaveLength(10_000);
  const depth = 150;
  let node: FormNode | undefined = form(`${'<g>'.repeat(depth)}<q/>${'</g>'.repeat(depth)}`).children[0];
  for (let i = 1; i < depth; i += 1) node = node?.kind === 'group' ? node.children[0] : undefined;
  expect(node?.path).toBe(Array(depth).fill('g').join('/'));
});

test('hostile references take no time', () => {
  const long = 100_000;
  for (const reference of [
    '['.repeat(long),
    ' '.repeat(long),
    `${"'".repeat(long)}`,
    '/a'.repeat(long),
    `randomize(${'('.repeat(long)}`,
  ]) {
    form(
      '<a/>',
      `<bind nodeset="x${reference}x"/>`,
      `<select ref="/data/a"><itemset nodeset="instance('c')/r/i[${reference}]"/></select>`,
    );
    visible(`instance('cities')/root/item[${reference}]`);
    visible(`${reference}x`);
  }
});

test('a template in the JavaRosa namespace makes a repeat, even if no control shows it', () => {
  const kinds = form('<r jr:template=""><a/></r><g template=""><a/></g>').children.map(({ kind }) => kind);
  expect(kinds).toEqual(['repeat', 'group']);
});

test('the placeholder that old tools write into an external list is no choice', () => {
  const body = `<select1 ref="/data/a"><itemset nodeset="instance('x')/root/item"><value ref="name"/></itemset></select1>`;
  const list = '<instance id="x" src="jr://file/x.xml"><root><item><name>_</name></item></root></instance>';
  expect(only(form('<a/>', list, body)).choices).toBeNull();
  expect(only(form('<a/>', list.replace(' src="jr://file/x.xml"', ''), body)).choices).toHaveLength(1);
});

test('two questions with the same filter each use their own answers', () => {
  const question = (group: string) =>
    `<select1 ref="/data/${group}/a"><itemset nodeset="instance('cities')/root/item[state = current()/../state]"><value ref="name"/></itemset></select1>`;
  const model = form(
    '<g><a/><state>x</state></g><h><a/><state>y</state></h>',
    CITIES,
    question('g') + question('h'),
  );
  const seen = model.children.map((group) => group.kind === 'group' && group.children[0]);
  expect(seen).toMatchObject([{ unansweredChoices: ['a'] }, { unansweredChoices: ['b'] }]);
});

test('the first of several controls for one question counts, and its own items come before a list', () => {
  const items = '<item><label>One</label><value>1</value></item>';
  const model = form(
    '<a/>',
    CITIES,
    `<select1 ref="/data/a"><label>First</label>${items}<itemset nodeset="instance('cities')/root/item[state='y']"><value ref="name"/><label ref="label"/></itemset></select1>
     <input ref="/data/a"><label>Second</label></input>`,
  );
  const field = only(model);
  expect(field).toMatchObject({ type: 'select1', labels: { '': 'First' }, unansweredChoices: ['1', 'b'] });
  expect(field.choices?.map(({ value }) => value)).toEqual(['1', 'a', 'b', 'other']);
});
