import type { Clock } from '../ground/clock.ts';
import { isProblem, type ProblemCode, type ProblemData, problemOf } from '../ground/problem.ts';
import type { Source } from '../source/source.ts';

/** What a request meets when the network is away; also what a single broken file can look like. */
const AWAY: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'net.name_unknown',
  'net.unreachable',
  'net.refused',
  'net.cut',
  'net.timeout',
  'net.failed',
  'net.proxy',
]);

/** What nginx, load balancers and Cloudflare answer while the server behind them is down, restarting or too slow. */
const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]);

/**
 * So often is one request sent again after the source was away and came back: what goes on failing then is the request's
 * own, as one that brings the server down each time.
 */
export const MOST_RETURNS = 5;

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;
/** A server that asks to wait longer is asked again after so long all the same. */
const LONGEST_ASKED = 600_000;

/** What only a whole network or server can be, whatever was asked of it. */
const WHOLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'net.name_unknown',
  'net.unreachable',
  'net.refused',
]);

/** Whether a problem may mean that the network, or the whole server, is away. */
export function isAway(problem: ProblemData): boolean {
  return AWAY.has(problem.code) || isGateway(problem);
}

/** Whether the front server answers, and says that the one behind it does not. */
function isGateway({ code, params: { status } }: ProblemData): boolean {
  return (code === 'net.server_error' || code === 'net.busy') && GATEWAY.has(Number(status));
}

export interface AwayOptions {
  readonly source: Source;
  readonly clock: Clock;
  /** Told when the source is found away, with the time of the next try, and with null when it is back. */
  readonly onAway: (tryAgainAt: Date | null, problem: ProblemData | null) => void;
  /** Milliseconds after which it is given up; it is waited for without end when left out. */
  readonly patience?: number;
}

/** Does work that asks a source, with the patience that there is. */
export function patiently<T>(
  away: Away | undefined,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return away === undefined ? work() : away.patiently(work, signal);
}

/**
 * Tells a network that is away from one request that failed, and waits for it to come back: all requests of a source
 * wait together, and ask again after 5, 10, 20, 40 and then every 60 seconds.
 */
export class Away {
  readonly #options: AwayOptions;
  #waiting: Promise<'answers' | 'back'> | null = null;
  #nap: AbortController | null = null;
  #givenUp: ProblemData | null = null;

  constructor(options: AwayOptions) {
    this.#options = options;
  }

  /** True when it was waited for as long as there is patience: what was thrown then is of the whole source. */
  get hasGivenUp(): boolean {
    return this.#givenUp !== null;
  }

  /**
   * Called with what a request met, and how often it has failed now. `answers`: the source answers, so that the problem
   * is the request's own. `back`: it was away and has come back, so that the request should be sent again; also when it
   * came back just before it was asked. Throws the problem that the source answers with when it is another (a login that
   * is refused now), that of a source that is given up, or the signal's reason.
   */
  async check(problem: ProblemData, signal: AbortSignal, failed: number): Promise<'answers' | 'back'> {
    if (this.#givenUp !== null) throw problemOf(this.#givenUp);
    this.#waiting ??= this.#wait(problem, signal).finally(() => {
      this.#waiting = null;
    });
    const found = await this.#waiting;
    const isOfWhole = WHOLE.has(problem.code) || isGateway(problem);
    return found === 'answers' && failed <= 1 && isOfWhole ? 'back' : found;
  }

  /**
   * Does work that asks the source, and does it again after the source was away. `met` finds in what came that a part of
   * it did not. Throws as the work does, and as `check`.
   */
  async patiently<T>(
    work: () => Promise<T>,
    signal: AbortSignal,
    met: (came: T) => ProblemData | undefined = () => undefined,
  ): Promise<T> {
    for (let failed = 1; ; failed += 1) {
      try {
        const came = await work();
        const problem = met(came);
        if (problem === undefined || failed >= MOST_RETURNS) return came;
        if ((await this.check(problem, signal, failed)) === 'answers') return came;
      } catch (error) {
        if (signal.aborted || this.hasGivenUp || !isProblem(error) || !isAway(error.data)) throw error;
        const found = await this.check(error.data, signal, failed);
        if (found === 'answers' || failed >= MOST_RETURNS) throw error;
      }
    }
  }

  /** Asks again at once instead of waiting on. */
  tryNow(): void {
    this.#nap?.abort();
  }

  async #wait(first: ProblemData, signal: AbortSignal): Promise<'answers' | 'back'> {
    const { source, clock, onAway, patience = Number.POSITIVE_INFINITY } = this.#options;
    if (source.reach === undefined) return 'answers';
    let problem = first;
    for (let tries = 0, waited = 0; ; tries += 1) {
      try {
        await source.reach(signal);
        if (tries > 0) onAway(null, null);
        return tries > 0 ? 'back' : 'answers';
      } catch (error) {
        signal.throwIfAborted();
        if (!isProblem(error)) throw error;
        if (!isAway(error.data)) {
          if (tries > 0) onAway(null, null);
          // A busy or broken server answers; what it says to this question is not what the request has met.
          if (!error.code.startsWith('net.login')) return tries > 0 ? 'back' : 'answers';
          throw error;
        }
        problem = error.data;
      }
      if (waited >= patience) {
        this.#givenUp = problem;
        throw problemOf(problem);
      }
      const asked = Math.min(LONGEST_ASKED, Number(problem.params.seconds ?? 0) * 1000);
      const wait = Math.max(asked, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries));
      waited += wait;
      onAway(new Date(clock.now().getTime() + wait), problem);
      await this.#sleep(wait, signal);
    }
  }

  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const nap = new AbortController();
    this.#nap = nap;
    try {
      await this.#options.clock.sleep(milliseconds, AbortSignal.any([signal, nap.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (!nap.signal.aborted) throw error;
    } finally {
      this.#nap = null;
    }
  }
}
