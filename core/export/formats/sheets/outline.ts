import type { FormField, FormModel, FormNode } from '../../../model/form.ts';
import { nodeLabel } from '../../../xform/label.ts';
import { type AnswerWriter, answerWriter } from './answer-html.ts';
import { textHtml } from './text-html.ts';

/** A question, and how its answers are shown. */
interface OutlineField {
  readonly kind: 'field';
  readonly path: string;
  readonly label: string;
  readonly write: AnswerWriter;
}

/** A group or a repeat. */
interface OutlineParent {
  readonly kind: 'group' | 'repeat';
  readonly path: string;
  /** '' when a group has no label: then it has no heading. */
  readonly label: string;
  readonly children: readonly OutlineNode[];
}

export type OutlineNode = OutlineField | OutlineParent;

/** One version of a form as its sheets show it. Labels are HTML. */
export class Outline {
  readonly title: string;
  readonly nodes: readonly OutlineNode[];
  /** The columns that the user has chosen; null is all. */
  readonly chosen: ReadonlySet<string> | null;

  /** Takes the language of labels, and the paths of the answers that are shown; null is all. */
  constructor(model: FormModel | null, language: string, chosen: ReadonlySet<string> | null) {
    this.chosen = chosen;
    const languages = model?.languages ?? [];
    const node = (one: FormNode): OutlineNode[] => {
      const { path } = one;
      const label = textHtml(nodeLabel(one, language, languages), language);
      if (one.kind === 'field') {
        return isShown(one, chosen)
          ? [{ kind: 'field', path, label, write: answerWriter(one, language, languages) }]
          : [];
      }
      const isLabelled = one.kind === 'repeat' || Object.keys(one.labels).length > 0;
      return [{ kind: one.kind, path, label: isLabelled ? label : '', children: one.children.flatMap(node) }];
    };
    this.title = textHtml(model?.title ?? '', language);
    this.nodes = model?.children.flatMap(node) ?? [];
  }
}

/** The facts of a submission are at the top of its sheet. The audit log is a file of its own in other formats. */
const AT_THE_TOP = /^meta\//;

function isShown({ path }: FormField, chosen: ReadonlySet<string> | null): boolean {
  return !AT_THE_TOP.test(path) && (chosen === null || chosen.has(path));
}
