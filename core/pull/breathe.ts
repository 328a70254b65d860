/** Gives way to whatever else waits in this process: clicks, answers, timers. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
