/**
 * A line on standard error about work that takes a while. On a terminal it is updated in place, and cut to the
 * width; elsewhere each text is a line of its own.
 */
export class StatusLine {
  readonly isTerminal = process.stderr.isTTY === true;
  #isOpen = false;

  put(text: string): void {
    if (!this.isTerminal) {
      process.stderr.write(`${text}\n`);
      return;
    }
    process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    this.#isOpen = true;
  }

  /** Ends the line on a terminal, so that the next text starts on a new line. */
  end(): void {
    this.#close('\n');
  }

  /** Removes the line from a terminal. */
  remove(): void {
    this.#close('\r\u001b[K');
  }

  #close(text: string): void {
    if (this.#isOpen) process.stderr.write(text);
    this.#isOpen = false;
  }
}
