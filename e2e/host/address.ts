// Chromium knows no schemes of ours: `app://attache/x` is loaded as `https://attache.app-scheme.test/x`, answered before
// it reaches any network, and called by its own name in all that the app sees.

const SUFFIX = '.app-scheme.test';

export function toChromium(address: string): string {
  return address.replace(/^app:\/\/([^/]+)/, (_, host: string) => `https://${host}${SUFFIX}`);
}

export function fromChromium(address: string): string {
  return address.replace(
    /^(blob:)?https:\/\/([^/]+)\.app-scheme\.test/,
    (_, blob: string | undefined, host: string) => `${blob ?? ''}app://${host}`,
  );
}

export function isOurScheme(address: string): boolean {
  return URL.parse(address)?.hostname.endsWith(SUFFIX) === true;
}
