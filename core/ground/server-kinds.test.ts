import { expect, test } from 'vitest';
import { selectServerKind, serverKindFacts } from './server-kinds.ts';

test('a message names each kind, and any other server by its protocol', () => {
  const text = selectServerKind('kind');
  expect(text).toMatch(/^\{kind, select, .* other \{another OpenRosa server\}\}$/);
  for (const [kind, { name }] of Object.entries(serverKindFacts)) {
    expect(text).toContain(kind === 'openrosa' ? `other {${name}}` : `${kind} {${name}}`);
  }
});
