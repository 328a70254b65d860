/**
 * Conditions of SQL that find submissions by an ID. IDs are long and random: with the whole of them in an index, each
 * new submission writes another page of a large index. The indexes `submission_content` and `submission_instance`
 * therefore hold the last twelve characters, and the row itself says whether the rest is the same too. Each takes the
 * parameter or expression that gives the ID; NULL finds nothing.
 *
 * Neither index is unique. That a submission has one row is due to `Submissions.put`, which looks for it in the
 * transaction that stores it, and to the pull lock, which lets one program store at a time.
 */
export const hasContent = (id: string): string => endsAlike('content_id', id);

/** See `hasContent`. */
export const hasInstance = (id: string): string => endsAlike('instance_id', id);

function endsAlike(column: string, id: string): string {
  return `substr(${column}, -12) = substr(${id}, -12) AND ${column} = ${id}`;
}
