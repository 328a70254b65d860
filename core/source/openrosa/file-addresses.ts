/**
 * Decides which address of a file is tried first. Ona gives private files only by its API, by number
 * (`server-apis` §3.7): once a file came from there, all others are tried there first, so that each is not refused once.
 */
export class FileAddresses {
  #isByNumber = false;

  /** The addresses of one file in the order in which they are to be tried. */
  inOrder(addresses: readonly URL[]): readonly URL[] {
    if (!this.#isByNumber) return addresses;
    return addresses.toSorted((one, other) => Number(isByNumber(other)) - Number(isByNumber(one)));
  }

  /** Notes which address has given a file. */
  served(address: URL): void {
    if (isByNumber(address)) this.#isByNumber = true;
  }
}

function isByNumber({ pathname }: URL): boolean {
  return /^\/api\/v1\/files\/\d+$/.test(pathname);
}
