import { expect, test } from 'vitest';
import type { FormField, FormModel, FormNode } from '../model/form.ts';
import { parseForm } from './parse-form.ts';

function form(instance: string, model: string, body: string): FormModel {
  const xml = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
    <h:head><h:title>T</h:title><model><instance><data id="f">${instance}</data></instance>${model}</model></h:head>
    <h:body>${body}</h:body></h:html>`;
  return parseForm(Buffer.from(xml), 'f.xml');
}

const itext = `<itext>
  <translation lang="en" default="true()">
    <text id="a:msg"><value>Below <output value="/data/most"/>, please</value></text>
    <text id="a:hint"><value>Ask twice</value><value form="guidance">For trainers</value></text>
    <text id="b:hint"><value form="guidance">For trainers only</value></text>
  </translation>
  <translation lang="am"><text id="a:msg"><value>ከ120 በታች</value></text><text id="a:hint"><value>ሁለቴ ይጠይቁ</value></text></translation>
</itext>`;

function node(model: FormModel, path: string): FormNode {
  const walk = (nodes: readonly FormNode[]): FormNode[] =>
    nodes.flatMap((one) => (one.kind === 'field' ? [one] : [one, ...walk(one.children)]));
  const found = walk(model.children).find((one) => one.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
}

test('a question has what its bind says about its answers, as written', () => {
  const model = form(
    '<a/><b/><most/>',
    `${itext}
     <bind nodeset="/data/a" type="int" relevant=" /data/most &gt; 0 " constraint=". &lt;= 120 and . &gt;= 0"
       jr:constraintMsg="jr:itext('a:msg')" required="true()" readonly="false()"/>
     <bind nodeset="/data/b" type="string" jr:constraintMsg="Not  so
       long" constraint="string-length(.) &lt; 9" jr:requiredMsg="Say it" relevant=" "/>
     <bind nodeset="/data/most" calculate="100 + 20" type="int"/>`,
    `<input ref="/data/a"><label>A</label><hint ref="jr:itext('a:hint')"/></input>
     <input ref="/data/b"><label>B</label><hint ref="jr:itext('b:hint')"/></input>`,
  );
  expect(node(model, 'a')).toEqual({
    kind: 'field',
    name: 'a',
    path: 'a',
    labels: { '': 'A' },
    hints: { en: 'Ask twice', am: 'ሁለቴ ይጠይቁ' },
    type: 'int',
    bindType: 'int',
    choices: null,
    mediaType: null,
    relevant: '/data/most > 0',
    constraint: '. <= 120 and . >= 0',
    constraintMessage: { en: `Below \${most}, please`, am: 'ከ120 በታች' },
    required: 'true()',
    readonly: 'false()',
  });
  expect(node(model, 'b')).toEqual({
    kind: 'field',
    name: 'b',
    path: 'b',
    labels: { '': 'B' },
    type: 'string',
    bindType: 'string',
    choices: null,
    mediaType: null,
    constraint: 'string-length(.) < 9',
    constraintMessage: { '': 'Not so long' },
  });
  expect(node(model, 'most')).toMatchObject({ isCalculated: true });
});

test('a group and a repeat have their condition; binds inside of binds are relative to them', () => {
  const model = form(
    '<g><r jr:template=""><x/></r></g>',
    `<bind nodeset="/data/g" relevant="1 = 1"><bind nodeset="r" relevant="../n &gt; 0"><bind nodeset="x" type="int" required="../../m = 'a'"/></bind></bind>`,
    '<group ref="/data/g"><group ref="/data/g/r"><repeat nodeset="/data/g/r"><input ref="/data/g/r/x"/></repeat></group></group>',
  );
  expect(node(model, 'g')).toMatchObject({ kind: 'group', relevant: '1 = 1' });
  expect(node(model, 'g/r')).toMatchObject({ kind: 'repeat', relevant: '../n > 0' });
  expect(node(model, 'g/r/x')).toMatchObject({ required: "../../m = 'a'" });
  expect(node(model, 'g/r/x')).not.toHaveProperty('relevant');
});

test('several binds of one question: the last that says something counts', () => {
  const model = form(
    '<a/>',
    `<bind nodeset="/data/a" type="int" relevant="1" constraint=". &gt; 1" calculate="2"/>
     <bind nodeset="/data/a" relevant="2" required="true()"/>`,
    '<input ref="/data/a"/>',
  );
  expect(node(model, 'a')).toMatchObject({
    type: 'int',
    relevant: '2',
    constraint: '. > 1',
    required: 'true()',
    isCalculated: true,
  });
});

test('the list of a question has the name that the form gives it, here or in a file; own items have none', () => {
  const select = (name: string, nodeset: string) =>
    `<select1 ref="/data/${name}"><itemset nodeset="${nodeset}"><value ref="name"/><label ref="label"/></itemset></select1>`;
  const model = form(
    '<a/><b/><c/><d/><e/>',
    `<instance id="towns"><root><item><name>x</name><label>X</label></item></root></instance>
     <instance id="clinics" src="jr://file-csv/clinics.csv"/>`,
    `${select('a', "instance('towns')/root/item[district = /data/e]")}
     ${select('b', "randomize(instance('towns')/root/item, 3)")}
     ${select('c', "instance('clinics')/root/item")}
     ${select('d', '/data/people[name != &quot;&quot;]')}
     <select1 ref="/data/e"><item><label>Y</label><value>y</value></item></select1>`,
  );
  const names = model.children.map((one) => (one as FormField).listName);
  expect(names).toEqual(['towns', 'towns', 'clinics', undefined, undefined]);
});

test('labels, hints, messages and choices are plain texts; the names of fields in them stay whole', () => {
  const model = form(
    '<_a_b_/><c/>',
    `<itext><translation lang="en"><text id="x"><value>**Size** of &lt;span style="color:red"&gt;<output value="/data/_a_b_"/>&lt;/span&gt; and _<output value="/data/c"/>_</value></text></translation></itext>
     <instance id="list"><root><item><name>_1_</name><label>__One__  &amp;amp; only</label></item><item><name>b</name><label>\u00a0</label></item></root></instance>
     <bind nodeset="/data/c" constraint="1" jr:constraintMsg="*No*"/>`,
    `<input ref="/data/_a_b_"><label ref="jr:itext('x')"/><hint>*Ask* <output value="/data/c"/></hint></input>
     <select1 ref="/data/c"><label>C</label><itemset nodeset="instance('list')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>`,
  );
  expect(node(model, '_a_b_')).toMatchObject({
    labels: { en: `Size of \${_a_b_} and \${c}` },
    hints: { '': `Ask \${c}` },
  });
  expect(node(model, 'c')).toMatchObject({
    constraintMessage: { '': 'No' },
    choices: [
      { value: '_1_', labels: { '': 'One & only' } },
      { value: 'b', labels: {} },
    ],
  });
});
