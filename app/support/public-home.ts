/**
 * Where the project lives on the web, and where its maintainers can be written to. Both are placeholders until there is
 * a public home: a name that ends with `.invalid` leads nowhere (RFC 2606). A release is refused while either stands
 * anywhere in the repository (`electron/packaging/check-release.ts`); docs/releasing.md says how to replace them.
 */
const repository = 'https://attache.invalid/attache/attache';
const contact = 'maintainers@attache.invalid';

/** False while the project has no address that leads anywhere. */
export const hasPublicHome = !new URL(repository).host.endsWith('.invalid');

/**
 * The project's own addresses. Nothing else in the code writes one down; files that cannot import it (package.json, the
 * issue templates, SECURITY.md) are held to it by `fixtures/checks/public-home.test.ts`.
 */
export const publicHome = {
  repository,
  issues: `${repository}/issues`,
  guide: `${repository}/blob/main/docs/user-guide.md`,
  /** A report made here is read by the maintainers only. */
  vulnerabilities: `${repository}/security/advisories/new`,
  contact,
} as const;
