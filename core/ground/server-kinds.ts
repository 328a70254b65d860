/** What must be known of a kind of server where no connector is at hand: in messages, in the window. */
interface KindFacts {
  /** Its name in an English sentence. */
  readonly name: string;
  /** The page outside that says where an account finds its API token; null where there is none to open. */
  readonly tokenPage: string | null;
}

/**
 * The kinds of server that can be added, in the order in which they are offered. This is the one list of them: a line here
 * asks, as a type error, for the kind's folder in the registry (`core/source/kinds.ts`).
 */
export const serverKindFacts = {
  ona: { name: 'Ona', tokenPage: 'https://help.ona.io/knowledge-base/guide/api-tokens' },
  kobo: { name: 'KoboToolbox', tokenPage: 'https://support.kobotoolbox.org/api.html' },
  central: { name: 'ODK Central', tokenPage: null },
  aggregate: { name: 'ODK Aggregate', tokenPage: null },
  openrosa: { name: 'another OpenRosa server', tokenPage: null },
} as const satisfies Readonly<Record<string, KindFacts>>;

/** The part of an ICU message that names the kind in a detail: `{kind, select, ona {Ona} … other {…}}`. */
export function selectServerKind(detail: string): string {
  const { openrosa, ...named } = serverKindFacts;
  const options = Object.entries(named).map(([kind, { name }]) => `${kind} {${name}}`);
  return `{${detail}, select, ${options.join(' ')} other {${openrosa.name}}}`;
}
