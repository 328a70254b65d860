/** Prints a page into a PDF file, with a browser. The shells give it, because `core` starts no programs. */
export interface PagePrinter {
  /**
   * Takes the absolute path of an HTML file, whose pictures are beside it, and the path of an empty file for the PDF.
   * Throws `export.pdf_failed`. May stop when the signal says so, and throws its reason then.
   */
  print(page: string, pdf: string, signal?: AbortSignal): Promise<void>;
}
