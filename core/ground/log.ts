import { appendFileSync, chmodSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProblemCode } from './problem.ts';

export const logLevels = ['off', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * What a line may hold: the name of an event, and numbers and codes about it. Texts from a server, a form or
 * a person have no field here, so that no answer, name, address or secret can get into a log.
 */
export interface LogFields {
  readonly code?: ProblemCode;
  readonly count?: number;
  readonly milliseconds?: number;
  readonly bytes?: number;
  readonly run?: number;
  readonly exit?: number;
  readonly request?: `${string}.${string}`;
}

export type LogEvent =
  | 'app.started'
  | 'app.ended'
  | 'app.bug'
  | 'engine.started'
  | 'engine.ended'
  | 'engine.not_started'
  | 'engine.begin_failed'
  | 'engine.crashed'
  | 'engine.locked'
  | 'request.failed'
  | 'request.bug'
  | 'request.refused'
  | 'pull.started'
  | 'pull.ended'
  | 'export.ended'
  | 'workspace.opened'
  | 'settings.damaged'
  | 'settings.not_written';

const numbers = ['count', 'milliseconds', 'bytes', 'run', 'exit'] as const;
const NAME = /^[a-z]+(\.[A-Za-z0-9_]+)+$/;
const LARGEST = 5_000_000;
const KEPT = 3;

/**
 * A file of JSON lines, one per event. At 5 MB a new file begins; three old ones are kept. Only its owner may
 * read it.
 */
export class Log {
  readonly path: string;
  #level: LogLevel;

  constructor(path: string, level: LogLevel) {
    this.path = path;
    this.#level = level;
  }

  set level(level: LogLevel) {
    this.#level = level;
  }

  /**
   * Writes a line if the level includes it. Never throws: a log that cannot be written must not stop the
   * work.
   */
  write(level: Exclude<LogLevel, 'off'>, event: LogEvent, fields: LogFields = {}): void {
    if (logLevels.indexOf(level) > logLevels.indexOf(this.#level)) return;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      this.#turnOver();
      appendFileSync(this.path, `${JSON.stringify(line(level, event, fields))}\n`, { mode: 0o600 });
      chmodSync(this.path, 0o600);
    } catch {
      // There is no place to report this.
    }
  }

  #turnOver(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < LARGEST) return;
    for (let i = KEPT; i >= 1; i -= 1) {
      const from = i === 1 ? this.path : `${this.path}.${i - 1}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${this.path}.${i}`);
    }
  }
}

/** Keeps only the listed fields, even if a caller went around the types. */
function line(
  level: LogLevel,
  event: LogEvent,
  fields: LogFields,
): Readonly<Record<string, string | number>> {
  const kept: Record<string, string | number> = { at: new Date().toISOString(), level, event };
  for (const name of numbers) {
    const value = fields[name];
    if (typeof value === 'number' && Number.isFinite(value)) kept[name] = value;
  }
  for (const name of ['code', 'request'] as const) {
    const value = fields[name];
    if (typeof value === 'string' && NAME.test(value) && value.length < 80) kept[name] = value;
  }
  return kept;
}
