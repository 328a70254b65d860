/** What a bind's type means to us; `string` stands for every type that needs no treatment of its own. */
export type FieldType =
  | 'string'
  | 'int'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'geopoint'
  | 'geotrace'
  | 'geoshape'
  | 'binary'
  | 'barcode'
  | 'select1'
  | 'select'
  | 'rank';

/** A text by language; the language `''` is the one of forms without translations. */
export type Labels = Readonly<Record<string, string>>;

export interface Choice {
  readonly value: string;
  readonly labels: Labels;
}

interface NodeBase {
  /** The element's local name. */
  readonly name: string;
  /** Local names from below the root, joined with `/`: `group/field`. Stable across versions. */
  readonly path: string;
  readonly labels: Labels;
}

export interface FormField extends NodeBase {
  readonly kind: 'field';
  readonly type: FieldType;
  /** The bind's type as written, without prefix; '' when unbound. */
  readonly bindType: string;
  /**
   * Choices in the form's order. Null when the field has none, or when they come from answers or from a file beside the
   * form that is not at hand, so that no one counts on a list that is not known.
   */
  readonly choices: readonly Choice[] | null;
  /**
   * Values of the choices that a filter leaves visible while no question has an answer, which is what Briefcase splits
   * by (`briefcase-csv` §10); only there when they are fewer than `choices`.
   */
  readonly unansweredChoices?: readonly string[];
  /**
   * Some of its choices come from a file beside the form, which Briefcase does not read; `search` where Collect's
   * `search()` picks from it: what it offered is not known, so that answers are labelled and not split.
   */
  readonly fromFile?: 'instance' | 'search';
  /** Media type of an upload control, as written (`image/*`), or null. */
  readonly mediaType: string | null;
}

export interface FormGroup extends NodeBase {
  readonly kind: 'group';
  readonly children: readonly FormNode[];
}

export interface FormRepeat extends NodeBase {
  readonly kind: 'repeat';
  readonly children: readonly FormNode[];
}

export type FormNode = FormField | FormGroup | FormRepeat;

/** A form definition, in the order of its primary instance. A group element without children is a field. */
export interface FormModel {
  readonly formId: string;
  /** Null when absent or blank. */
  readonly version: string | null;
  readonly title: string;
  /** Local name of the primary instance's root element. */
  readonly rootName: string;
  /** Base64 of the SPKI DER from `<submission base64RsaPublicKey>`, whitespace removed; null when not encrypted. */
  readonly publicKey: string | null;
  /** How many characters of the definition are U+FFFD because they were no text; absent when none. */
  readonly replaced?: number;
  /** Languages of the translations in the form's order, default first; empty when it has none. */
  readonly languages: readonly string[];
  /** Names of the files beside the form that choices come from, whether they are at hand or not. */
  readonly choiceFiles: readonly string[];
  readonly children: readonly FormNode[];
}

/** What reading a submission needs of a form: which elements repeat. Small enough to post to a worker. */
export interface FormShape {
  readonly repeats: readonly string[];
  /** True for the shape of other versions of a form: then an element that stands more than once is a repeat, too. */
  readonly isGuess?: boolean;
}

/** The paths of all repeats of a form, in model order. */
export function shapeOf(model: FormModel): FormShape {
  const repeats: string[] = [];
  const walk = (nodes: readonly FormNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'field') continue;
      if (node.kind === 'repeat') repeats.push(node.path);
      walk(node.children);
    }
  };
  walk(model.children);
  return { repeats };
}
