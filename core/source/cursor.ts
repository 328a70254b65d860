/**
 * Whether a list may be continued from a saved cursor without missing anything. Aggregate's cursor (XML, by date of
 * last update) shows a submission again when it changes or becomes complete. Ona's and Kobo's is a row number: Ona
 * lists an encrypted submission only once all its media have come, so one that is late stands below the cursor and
 * would never be seen (`server-apis` §1.5). Of any other kind nothing is known.
 */
export function isSafeToResume(cursor: string): boolean {
  return /^\s*<cursor[\s>]/.test(cursor) && cursor.includes('_LAST_UPDATE_DATE');
}
