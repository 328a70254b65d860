/** How the page looks on a screen and on paper: the fonts of the computer, black on white. */
export const STYLE = `@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 60rem;
  padding: 1.5rem;
  background: #fff;
  color: #1a1a1a;
  font: 0.95rem/1.45 system-ui, 'Noto Sans', 'Noto Sans Ethiopic', 'Noto Sans Arabic', sans-serif;
}
h1 { margin: 0; font-size: 1.8rem; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.4rem; border-bottom: 2px solid #1a1a1a; }
h3 { margin: 0 0 0.4rem; font-size: 1.05rem; }
h3 code { margin-inline-end: 0.6em; }
.kind { margin: 0 0 1rem; color: #555; }
code { font: 0.9em ui-monospace, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
bdi { overflow-wrap: anywhere; }
a { color: #0b4f8a; text-decoration: none; }
a:hover { text-decoration: underline; }
table { width: 100%; border-collapse: collapse; margin: 0.4rem 0; }
th, td { padding: 0.2rem 0.6rem 0.2rem 0; text-align: start; vertical-align: top; }
.list th { border-bottom: 1px solid #1a1a1a; font-weight: 600; }
.list td { border-bottom: 1px solid #ddd; }
.facts th { width: 12rem; color: #555; font-weight: 400; }
.list .number { text-align: end; width: 5.5rem; font-variant-numeric: tabular-nums; }
.variable { margin: 1.4rem 0 0; padding-top: 0.8rem; border-top: 1px solid #bbb; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  a { color: inherit; }
  .table { break-before: page; }
  h2, h3 { break-after: avoid; }
  .facts, tr { break-inside: avoid; }
  .facts + .list { break-before: avoid; }
  thead { display: table-header-group; }
}
`;
