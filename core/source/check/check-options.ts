import type { Clock } from '../../ground/clock.ts';
import type { KindSetting } from '../../model/server-kind.ts';
import type { Login } from '../http/login.ts';
import type { CheckLine } from './check-line.ts';

export interface CheckOptions {
  /** The server's name, where it has one already. */
  readonly name: string | null;
  readonly kind: KindSetting;
  /** As the user entered it. */
  readonly url: string;
  readonly login: Login;
  readonly caFile: string | null;
  /** Address of an HTTP proxy; null is none. */
  readonly proxy: string | null;
  /** Seconds that the server may take for a response. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Called with each line as it comes, `working` first. */
  readonly onLine: (line: CheckLine) => void;
}
