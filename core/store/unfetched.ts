/**
 * Forgets the problem that kept a ref, or a part of a form, from being downloaded. Takes its source and its
 * locator.
 */
export const FORGET_UNFETCHED =
  'DELETE FROM problem WHERE source = ? AND locator = ? AND submission_id IS NULL';
