/**
 * Which of the addresses of a file is asked first. Ona gives private files at its API alone (`server-apis` §3.7), where
 * they go by their number: once it has given one there, all others are asked for there first, rather than refused each.
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
