import type { WindowPlace } from './settings-file.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = { width: 1024, height: 700 } as const;
const USUAL = { width: 1280, height: 800 } as const;

/**
 * Where a window goes: where it was, as long as its title can be seen and reached on one of the displays that are there
 * now; else the usual size in the middle of the first display. Takes the kept place and the displays' work areas.
 */
export function placeWindow(
  kept: WindowPlace | null,
  displays: readonly Area[],
): Area | Pick<Area, 'width' | 'height'> {
  const fits = (place: Area): Area | undefined =>
    displays.find(
      (area) =>
        place.x + place.width - 100 > area.x &&
        place.x + 100 < area.x + area.width &&
        place.y >= area.y - 10 &&
        place.y + 40 < area.y + area.height,
    );
  const area = kept === null ? undefined : fits(kept);
  if (kept === null || area === undefined) {
    const first = displays[0] ?? { x: 0, y: 0, ...USUAL };
    return { width: Math.min(USUAL.width, first.width), height: Math.min(USUAL.height, first.height) };
  }
  return {
    x: kept.x,
    y: kept.y,
    width: Math.min(Math.max(kept.width, SMALLEST.width), Math.max(area.width, SMALLEST.width)),
    height: Math.min(Math.max(kept.height, SMALLEST.height), Math.max(area.height, SMALLEST.height)),
  };
}
