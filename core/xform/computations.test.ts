import { expect, test } from 'vitest';
import { parseForm } from './parse-form.ts';

const form = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:odk="o">
  <h:head><h:title>F</h:title><model>
    <instance><data id="f"><g><first/><last/><full/><both/></g><dob/><age/><id/><note/></data></instance>
    <bind nodeset="/data/g/full" type="string" calculate="concat( /data/g/first , ' /data/note ', ../last)"/>
    <bind nodeset="/data/g"><bind nodeset="both" calculate="current()/../first"/></bind>
    <bind nodeset="/data/age" type="int" calculate="int((today() - /data/dob) div 365.25)"/>
    <bind nodeset="/data/note" calculate="uuid()"/>
    <setvalue ref="/data/id" event="odk-instance-first-load" value="once(/data/g[last = 'x']/first)"/>
  </model></h:head>
  <h:body><input ref="/data/g/last"><setvalue ref="/data/id" event="xforms-value-changed" value="/data/dob"/></input></h:body>
</h:html>`;

test('a question knows what its answer is computed from', () => {
  const computed = new Map<string, unknown>();
  const walk = (nodes: ReturnType<typeof parseForm>['children']): void => {
    for (const node of nodes) {
      if (node.kind === 'field') computed.set(node.path, node.computedFrom);
      else walk(node.children);
    }
  };
  walk(parseForm(Buffer.from(form), 'f.xml').children);
  expect(Object.fromEntries(computed)).toEqual({
    'g/first': undefined,
    'g/last': undefined,
    'g/full': ['g/first', 'g/last'],
    'g/both': ['g/first'],
    dob: undefined,
    age: ['dob'],
    id: ['g/first', 'dob'],
    note: undefined,
  });
});
