/** What a bind's type means to us. `string` is every type that needs no special treatment. */
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

/** A text by language. Forms without translations use the language `''`. */
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
  /**
   * When the form asks it, as an expression of the form. Its own only: a question is asked when the groups
   * and repeats around it are relevant, too (`relevances` joins them). Absent when the form sets no condition.
   */
  readonly relevant?: string;
}

export interface FormField extends NodeBase {
  readonly kind: 'field';
  readonly type: FieldType;
  /** The bind's type as written, without prefix; '' when unbound. */
  readonly bindType: string;
  /**
   * Choices in the form's order. Null when the field has none, when they come from answers, or when they come
   * from a file that is not here: a list that is not known must not look complete.
   */
  readonly choices: readonly Choice[] | null;
  /**
   * Values of the choices that a filter leaves visible while no question has an answer. Briefcase splits by
   * these (`briefcase-csv` §10). Absent unless they are fewer than `choices`.
   */
  readonly unansweredChoices?: readonly string[];
  /**
   * Some choices come from a file beside the form, which Briefcase does not read. `search`: Collect's
   * `search()` picks from the file. Which choices it offered is not known, so answers get labels and are not
   * split.
   */
  readonly fromFile?: 'instance' | 'search';
  /** Media type of an upload control, as written (`image/*`), or null. */
  readonly mediaType: string | null;
  /** The name of the list inside the form or beside it that the choices come from; absent when it has none. */
  readonly listName?: string;
  readonly hints?: Labels;
  /** What an answer has to fulfil, as an expression of the form. */
  readonly constraint?: string;
  /** What the form says about an answer that does not fulfil its constraint. */
  readonly constraintMessage?: Labels;
  /** When an answer is required, as an expression of the form: mostly `true()` or `false()`. */
  readonly required?: string;
  /** When the answer cannot be changed, as an expression of the form: mostly `true()` or `false()`. */
  readonly readonly?: string;
  /** The form computes the answer. */
  readonly isCalculated?: true;
  /** The paths that the form computes the answer from; absent when there are none. */
  readonly computedFrom?: readonly string[];
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
  /**
   * How many characters of the definition became U+FFFD because their bytes were not text; absent when none.
   */
  readonly replaced?: number;
  /**
   * When it came here, among the definitions of its form: a lower number came earlier, and those of one run
   * have the same. Names of columns are given in this order, so that none changes later. Absent when it is not
   * known.
   */
  readonly arrival?: number;
  /** Languages of the translations in the form's order, default first; empty when it has none. */
  readonly languages: readonly string[];
  /** Names of the files beside the form that choices come from, even of those that are not here. */
  readonly choiceFiles: readonly string[];
  readonly children: readonly FormNode[];
}

/**
 * What reading a submission needs to know of a form: which elements repeat. Small enough to send to a worker.
 */
export interface FormShape {
  readonly repeats: readonly string[];
  /**
   * True when the shape comes from other versions of the form. Then an element that occurs more than once is
   * a repeat, too.
   */
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
