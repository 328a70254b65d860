import { expect, test } from 'vitest';
import { sbom } from './sbom.ts';

/** A piece of what npm 11 prints, with a package of the window (react), one of the tests, and one of the database. */
const npm = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: {
    tools: [{ vendor: 'npm', name: 'cli', version: '11.19.1' }],
    component: { 'bom-ref': 'attache@0.1.0', type: 'library', name: 'some-folder', version: '0.1.0' },
  },
  components: [
    {
      'bom-ref': 'react@19.3.1',
      name: 'react',
      version: '19.3.1',
      scope: 'optional',
      properties: [{ name: 'cdx:npm:package:development', value: 'true' }],
      licenses: [{ license: { id: 'MIT' } }],
    },
    { 'bom-ref': 'vitest@5.1.1', name: 'vitest', version: '5.1.1', scope: 'optional' },
    { 'bom-ref': 'better-sqlite3@13.2.0', name: 'better-sqlite3', version: '13.2.0', scope: 'required' },
    // Two versions of one package: the bundle has the first.
    { 'bom-ref': 'clsx@2.1.1', name: 'clsx', version: '2.1.1', scope: 'optional' },
    { 'bom-ref': 'clsx@1.0.0', name: 'clsx', version: '1.0.0', scope: 'optional' },
  ],
  dependencies: [
    { ref: 'attache@0.1.0', dependsOn: ['react@19.3.1', 'vitest@5.1.1', 'better-sqlite3@13.2.0'] },
    { ref: 'vitest@5.1.1', dependsOn: ['clsx@1.0.0'] },
    { ref: 'better-sqlite3@13.2.0' },
  ],
};

const bundled = [
  { name: 'react', version: '19.3.1' },
  { name: 'better-sqlite3', version: '13.2.0' },
  { name: 'clsx', version: '2.1.1' },
];

test('it lists what is in the app, whatever npm installs it for', () => {
  const { metadata, components, dependencies } = sbom(npm, bundled);
  expect(components.map((one) => one['bom-ref'])).toEqual([
    'react@19.3.1',
    'better-sqlite3@13.2.0',
    'clsx@2.1.1',
  ]);
  expect(components[0]).toMatchObject({
    scope: 'required',
    properties: [],
    licenses: [{ license: { id: 'MIT' } }],
  });
  expect(metadata.component).toMatchObject({ name: 'attache', type: 'application', version: '0.1.0' });
  expect(dependencies).toEqual([
    { ref: 'attache@0.1.0', dependsOn: ['react@19.3.1', 'better-sqlite3@13.2.0'] },
    { ref: 'better-sqlite3@13.2.0', dependsOn: [] },
  ]);
});

test('a package of the app that npm does not know is an error, not a gap', () => {
  expect(() => sbom(npm, [...bundled, { name: 'react', version: '18.0.0' }])).toThrow(/react@18\.0\.0/);
});

test('what is no CycloneDX document is refused', () => {
  expect(() => sbom({ bomFormat: 'SPDX' }, bundled)).toThrow();
});
