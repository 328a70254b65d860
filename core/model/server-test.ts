/** What a test of a server looks at, in this order. */
export const checks = ['address', 'certificate', 'proxy', 'login', 'rights'] as const;
export type Check = (typeof checks)[number];

/** One line of a test: what was looked at, what came of it, and the details that its words need. */
export interface LineOfTest<Problem> {
  readonly check: Check;
  readonly state: 'ok' | 'bad' | 'warn' | 'untested' | 'working';
  /** Has words in every language. */
  readonly code:
    | 'working'
    | 'untested'
    | 'address.answers'
    | 'address.other-kind'
    | 'certificate.valid'
    | 'certificate.local'
    | 'proxy.none'
    | 'proxy.through'
    | 'login.accepted'
    | 'login.anonymous'
    | 'rights.ok'
    | 'rights.no-forms'
    | 'rights.no-submissions'
    | 'problem';
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly problem: Problem | null;
}
