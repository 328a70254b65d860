/** The regions that F6 goes through, in order. */
const order = ['top', 'rail', 'head', 'content', 'sheet', 'status'];

/** Moves the focus to the next region that is shown (or the one before). */
export function moveRegion(step: 1 | -1): void {
  const regions = order.flatMap((name) => [
    ...document.querySelectorAll<HTMLElement>(`[data-region="${name}"]`),
  ]);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  for (let i = 1; i <= regions.length; i += 1) {
    const region = regions[(at + step * i + regions.length * 2) % regions.length];
    const target = region?.querySelector<HTMLElement>(
      'button:not([aria-disabled="true"]), a[href], input, [tabindex="0"], [tabindex="-1"]',
    );
    if (target !== undefined && target !== null) {
      target.focus();
      return;
    }
  }
}
