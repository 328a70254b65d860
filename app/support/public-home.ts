/**
 * The web address of the project, and the address for mail to its maintainers. Both are placeholders until
 * there is a public home: a name that ends with `.invalid` leads nowhere (RFC 2606). No release can be made
 * while either is anywhere in the repository (`electron/packaging/check-release.ts`); docs/releasing.md says
 * how to replace them.
 */
const repository = 'https://attache.invalid/attache/attache';
const contact = 'maintainers@attache.invalid';

/** False while the project's address is a placeholder. */
export const hasPublicHome = !new URL(repository).host.endsWith('.invalid');

/**
 * The project's addresses. No other code contains them. `fixtures/checks/public-home.test.ts` checks that
 * files which cannot import this one (package.json, the issue templates, SECURITY.md) have the same
 * addresses.
 */
export const publicHome = {
  repository,
  issues: `${repository}/issues`,
  guide: `${repository}/blob/main/docs/user-guide.md`,
  /** Only the maintainers can read a report that is made here. */
  vulnerabilities: `${repository}/security/advisories/new`,
  contact,
} as const;
