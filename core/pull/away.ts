import type { Clock } from '../ground/clock.ts';
import { isProblem, type ProblemCode, type ProblemData, problemOf } from '../ground/problem.ts';
import type { Source } from '../source/source.ts';

/** The problems of a request while the network is away. A single damaged file can cause some of them too. */
const AWAY: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'net.name_unknown',
  'net.unreachable',
  'net.refused',
  'net.cut',
  'net.timeout',
  'net.failed',
  'net.proxy',
]);

/**
 * The statuses that nginx, load balancers and Cloudflare send while the server behind them is down,
 * restarting or slow.
 */
const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]);

/**
 * How often one request is sent again after the source was away and came back. If it still fails then, the
 * request itself is the cause: it may bring the server down each time.
 */
export const MOST_RETURNS = 5;

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;
/** The longest wait, even if a server asks for a longer one. */
const LONGEST_ASKED = 600_000;

/** These problems can only concern a whole network or server, never a single request. */
const WHOLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'net.name_unknown',
  'net.unreachable',
  'net.refused',
]);

/** Whether a problem may mean that the network, or the whole server, is away. */
export function isAway(problem: ProblemData): boolean {
  return AWAY.has(problem.code) || isGateway(problem);
}

/** Whether the front server responds and reports that the server behind it does not. */
function isGateway({ code, params: { status } }: ProblemData): boolean {
  return (code === 'net.server_error' || code === 'net.busy') && GATEWAY.has(Number(status));
}

export interface AwayOptions {
  readonly source: Source;
  readonly clock: Clock;
  /**
   * Called when the source is found away, with the time of the next try; called with null when it is back.
   */
  readonly onAway: (tryAgainAt: Date | null, problem: ProblemData | null) => void;
  /** Milliseconds to wait before giving up. Without it, the wait has no end. */
  readonly patience?: number;
}

/** Does work that asks a source. Waits while the source is away if `away` is given. */
export function patiently<T>(
  away: Away | undefined,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return away === undefined ? work() : away.patiently(work, signal);
}

/**
 * Tells apart a failed request and a network that is away, and waits until the network is back. All requests
 * of a source wait together. They try again after 5, 10, 20, 40 and then every 60 seconds.
 */
export class Away {
  readonly #options: AwayOptions;
  #waiting: Promise<'answers' | 'back'> | null = null;
  #nap: AbortController | null = null;
  #givenUp: ProblemData | null = null;

  constructor(options: AwayOptions) {
    this.#options = options;
  }

  /** True when the patience ran out. A problem that is thrown then concerns the whole source. */
  get hasGivenUp(): boolean {
    return this.#givenUp !== null;
  }

  /**
   * Takes the problem of a request, and how often that request has failed. Returns `answers` when the source
   * responds: then only this request has the problem. Returns `back` when the source was away and is back,
   * even if it came back just before this call: then send the request again.
   * Throws another problem if the source responds with one (it refuses the login now), the problem of a
   * source that was given up, or the signal's reason.
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
   * Does work that asks the source, and does it again after the source was away. `met` returns the problem of
   * a part of the result, if a part failed. Throws what the work throws, and what `check` throws.
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

  /** Ends the current wait and asks again at once. */
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
          // A busy or broken server does respond. Its problem here is not the problem of the request.
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
