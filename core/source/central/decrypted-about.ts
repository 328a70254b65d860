import type { Renamed } from '../folder/zip-names.ts';
import type { Facts } from './decrypted-rows.ts';

/** The text of the file that stands beside what a server has decrypted: where it comes from, and what is missing. */
export function about(
  facts: Facts & { readonly project: number; readonly renamed: readonly Renamed[] },
  host: string,
  form: string,
  now: Date,
): string {
  const { counted, rows, notDecrypted, missing, withoutData, renamed } = facts;
  return `Decrypted by the server

These files were decrypted by ${host}, not by Attaché on your own computer: the passphrase and
the answers were on the server, and no signature was checked.

Form                          ${form}
Project                       ${facts.project}
Fetched                       ${now.toISOString()}
Submissions on the server     ${counted}
Rows received                 ${rows}
Rows missing                  ${missing}
Not decrypted (another key)   ${notDecrypted}
Without answers               ${withoutData}
${renamed.length === 0 ? '' : otherNames(renamed)}`;
}

/** Which files have another name here. The tables have the name that was sent, and the archive does not say whose file is which. */
function otherNames(renamed: readonly Renamed[]): string {
  return `
Several submissions have a file of the same name, or a file has a name that some computers
cannot hold. All of these files are here. The tables name each of them as it was sent; of files
of the same name, the server does not say which belongs to which row.

${renamed.map(({ name, as }) => `${as}   was sent as ${name}\n`).join('')}`;
}
