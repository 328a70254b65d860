import { hostname } from 'node:os';
import { Problem } from '../ground/problem.ts';
import { type OpenNote, readNotes } from './open-notes.ts';

/** The problem of a workspace that others have open: names one of them, from the notes. Takes its folder. */
export function inUseProblem(folder: string, notes: readonly OpenNote[]): Problem {
  if (notes.some(({ by }) => by === 'conversion')) return convertingProblem(folder, notes);
  // The app and a watch stay open; a command ends by itself.
  const note = notes.find(({ by }) => by === 'app') ?? notes.find(({ by }) => by === 'watch') ?? notes[0];
  return new Problem('workspace.in_use', {
    folder,
    by: note === undefined || note.by === 'conversion' ? 'other' : note.by,
    pid: note?.pid ?? null,
    since: note === undefined ? null : sinceOf(note),
    more: Math.max(0, notes.length - 1),
  });
}

/** The problem of a workspace that is being converted. */
export function convertingProblem(folder: string, notes: readonly OpenNote[]): Problem {
  const note = notes.find(({ by }) => by === 'conversion');
  return new Problem('workspace.converting', { folder, pid: note?.pid ?? null });
}

/**
 * Refuses when another process has left a note that it has the workspace open. For a process that does not use
 * SQLite: it holds nothing. Throws `workspace.in_use` and `workspace.converting`.
 */
export function refuseOpenElsewhere(folder: string): void {
  const notes = readNotes(folder).filter(({ pid, host }) => pid !== process.pid || host !== hostname());
  if (notes.length > 0) throw inUseProblem(folder, notes);
}

/** The time of day on this computer's clock; with the day if that was not today, and with the other computer. */
function sinceOf({ since, host }: OpenNote, now = new Date()): string {
  const at = new Date(since);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const isToday = at.toDateString() === now.toDateString();
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `;
  return `${isToday ? '' : day}${time}${host === hostname() ? '' : ` (${host})`}`;
}
