/** Forgets what kept a ref, or something of a form, from being fetched. Takes its source and its locator. */
export const FORGET_UNFETCHED =
  'DELETE FROM problem WHERE source = ? AND locator = ? AND submission_id IS NULL';
