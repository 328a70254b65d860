import { attribute, childrenOf, trimXml, type XmlElement } from '../ground/xml/xml.ts';
import type { FormField, Labels } from '../model/form.ts';
import { type Itext, itextId } from './itext.ts';
import { plainLabels } from './plain-text.ts';
import { pathOf } from './refs.ts';

/** What a form says about its answers; only what it says. */
type Rules = Pick<FormField, 'constraint' | 'constraintMessage' | 'isCalculated' | 'readonly' | 'required'>;

/** What the binds of a form have about one element of its instance. */
export interface Bind {
  /** As written; '' when there is none. */
  readonly type: string;
  readonly relevant?: string;
  readonly rules: Rules;
}

export interface Binds {
  /** By the path of the element. */
  readonly binds: ReadonlyMap<string, Bind>;
  /** Paths by the IDs of the binds, for controls that refer to a bind. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Reads the binds of a form. Takes its model and its translations. A bind inside of another one is relative to
 * it. When several binds are about one element, the last one that says something counts.
 */
export function readBinds(model: XmlElement, itext: Itext): Binds {
  const binds = new Map<string, Bind>();
  const paths = new Map<string, string>();
  const walk = (element: XmlElement, context: string): void => {
    for (const bind of childrenOf(element, 'bind')) {
      const path = pathOf(attribute(bind, 'nodeset') ?? attribute(bind, 'ref') ?? '', context);
      if (path === null) continue;
      binds.set(path, joined(binds.get(path), bind, itext));
      const id = attribute(bind, 'id');
      if (id !== null) paths.set(id, path);
      walk(bind, path);
    }
  };
  walk(model, '');
  return { binds, paths };
}

function joined(before: Bind | undefined, bind: XmlElement, itext: Itext): Bind {
  const type = attribute(bind, 'type');
  const relevant = expression(bind, 'relevant') ?? before?.relevant;
  return {
    type: type ?? before?.type ?? '',
    ...(relevant === undefined ? {} : { relevant }),
    rules: { ...before?.rules, ...rulesOf(bind, itext) },
  };
}

function rulesOf(bind: XmlElement, itext: Itext): Rules {
  const constraint = expression(bind, 'constraint');
  const required = expression(bind, 'required');
  const readonly = expression(bind, 'readonly');
  const constraintMessage = messageOf(bind, itext);
  return {
    ...(constraint === undefined ? {} : { constraint }),
    ...(constraintMessage === undefined ? {} : { constraintMessage }),
    ...(required === undefined ? {} : { required }),
    ...(readonly === undefined ? {} : { readonly }),
    ...(expression(bind, 'calculate') === undefined ? {} : { isCalculated: true }),
  };
}

/** An expression as written, without the space around it; undefined when there is none. */
function expression(bind: XmlElement, local: string): string | undefined {
  return trimXml(attribute(bind, local) ?? '') || undefined;
}

/** The message of a constraint: translated, or written in place. */
function messageOf(bind: XmlElement, itext: Itext): Labels | undefined {
  const text = expression(bind, 'constraintMsg');
  if (text === undefined) return undefined;
  const id = itextId(text);
  return id === null ? plainLabels({ '': text }) : itext.texts.get(id);
}
