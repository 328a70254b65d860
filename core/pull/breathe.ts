/** Lets other work of this process run: clicks, responses, timers. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
