/** How the sheets look on a screen and on paper: the fonts of the computer, black on white, a sheet a page. */
export const STYLE = `@page { size: A4; margin: 15mm 14mm; }
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 52rem;
  padding: 1.5rem;
  background: #fff;
  color: #1a1a1a;
  font: 0.95rem/1.45 system-ui, 'Noto Sans', 'Noto Sans Ethiopic', 'Noto Sans Arabic', sans-serif;
}
article { padding-block-end: 2rem; margin-block-end: 2rem; border-block-end: 2px solid #1a1a1a; }
h1 { margin: 0 0 0.3rem; font-size: 1.5rem; }
h2 { margin: 1.4rem 0 0.4rem; font-size: 1.15rem; border-block-end: 1px solid #999; }
h3 { margin: 1rem 0 0.3rem; font-size: 1rem; }
.facts { margin: 0 0 1rem; color: #555; font-size: 0.85rem; overflow-wrap: anywhere; }
.facts span { margin-inline-end: 1.2em; }
dl { display: grid; grid-template-columns: minmax(8rem, 2fr) 3fr; gap: 0.25rem 1rem; margin: 0; }
dt { color: #333; overflow-wrap: anywhere; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; white-space: pre-wrap; }
dd.none { font-weight: 400; color: #767676; }
dd ul { margin: 0; padding-inline-start: 1.1em; white-space: normal; }
figure { margin: 0.2rem 0; }
img { max-width: 100%; max-height: 11cm; display: block; }
figcaption { font-weight: 400; font-size: 0.8rem; color: #555; }
.row { margin-inline-start: 0.8rem; padding-inline-start: 0.8rem; border-inline-start: 3px solid #ccc; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  article { break-after: page; border: 0; padding: 0; margin: 0; }
  article:last-of-type { break-after: auto; }
  h2, h3 { break-after: avoid; }
  figure, dt, dd { break-inside: avoid; }
}
`;
