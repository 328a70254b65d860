import { z } from 'zod';
import type { Licence } from '../ipc/app.ts';

/** The parts of npm's CycloneDX document that are read here; everything else is kept as it is. */
const npmDocument = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({
    component: z.looseObject({ 'bom-ref': z.string(), version: z.string() }),
  }),
  components: z.array(
    z.looseObject({
      'bom-ref': z.string(),
      name: z.string(),
      version: z.string(),
      properties: z.array(z.looseObject({ name: z.string() })).default([]),
    }),
  ),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

export type Sbom = z.infer<typeof npmDocument>;

/**
 * The list of what is in the app, as a CycloneDX document. Takes what `npm sbom` says of everything that is installed,
 * and the packages that the bundles were made of (`licences.ts`): npm cannot know these, because everything
 * is a development dependency. Returns the document with those packages only. Throws when npm does not
 * know one of them, or when its document has another shape.
 */
export function sbom(npm: unknown, bundled: readonly Pick<Licence, 'name' | 'version'>[]): Sbom {
  const document = npmDocument.parse(npm);
  const wanted = new Set(bundled.map(({ name, version }) => `${name}@${version}`));
  const components = document.components.filter(({ name, version }) => wanted.has(`${name}@${version}`));
  const known = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const unknown = [...wanted].filter((one) => !known.has(one));
  if (unknown.length > 0) throw new Error(`npm does not know ${unknown.join(', ')}, which are in the app`);
  const app = document.metadata.component;
  const refs = new Set([app['bom-ref'], ...components.map((one) => one['bom-ref'])]);
  return {
    ...document,
    // npm calls it by its folder, and a library.
    metadata: { ...document.metadata, component: { ...app, type: 'application', name: 'attache' } },
    // The app needs all of them, even those that npm lists as optional or for development.
    components: components.map((one) => ({
      ...one,
      scope: 'required',
      properties: one.properties.filter(({ name }) => name !== 'cdx:npm:package:development'),
    })),
    dependencies: document.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => refs.has(ref)) })),
  };
}
