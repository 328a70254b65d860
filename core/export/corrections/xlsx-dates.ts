import type { XmlElement } from '../../ground/xml/xml.ts';

/** The built-in formats of Excel that show days (ECMA-376 18.8.30), those of East Asia among them. */
const BUILT_IN: ReadonlySet<number> = new Set([
  ...[14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47],
  ...[27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58],
]);

/** For each cell style of a workbook: whether it shows numbers as days or times. Takes its styles. */
export function dateStyles(styles: XmlElement): boolean[] {
  const codes = new Map(
    childrenOf(styles, 'numFmts').map((format) => [
      Number(attributeOf(format, 'numFmtId')),
      attributeOf(format, 'formatCode'),
    ]),
  );
  return childrenOf(styles, 'cellXfs').map((style) => {
    const id = Number(attributeOf(style, 'numFmtId'));
    const code = codes.get(id);
    return code === undefined ? BUILT_IN.has(id) : isDateCode(code);
  });
}

/** True when a format has a letter of days or times outside of texts, colours and conditions. */
function isDateCode(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]/gi, ''));
}

function childrenOf(element: XmlElement, local: string): readonly XmlElement[] {
  return element.children.find((inner) => inner.local === local)?.children ?? [];
}

function attributeOf(element: XmlElement, local: string): string {
  return element.attributes.find((one) => one.local === local)?.value ?? '';
}
