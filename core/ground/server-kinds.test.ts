import { expect, test } from 'vitest';
import { selectServerKind, serverKindFacts } from './server-kinds.ts';

test('each kind has its name in a message, and any other server that of the protocol', () => {
  const text = selectServerKind('kind');
  expect(text).toMatch(/^\{kind, select, .* other \{another OpenRosa server\}\}$/);
  for (const [kind, { name }] of Object.entries(serverKindFacts)) {
    expect(text).toContain(kind === 'openrosa' ? `other {${name}}` : `${kind} {${name}}`);
  }
});
