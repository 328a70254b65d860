import { z } from 'zod';

/** How one form of one source is pulled. The user sets it. */
export const pullSettings = z.strictObject({
  which: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('new') }),
    z.strictObject({ kind: z.literal('all') }),
    /** `yyyy-MM-dd`, by the date on which the server received a submission. */
    z.strictObject({ kind: z.literal('since'), day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
  ]),
  media: z.boolean(),
  keepEncrypted: z.enum(['until-readable', 'always']),
  /** Name of the preset to export with after each pull; null is none. */
  exportWith: z.string().min(1).nullable(),
  repeat: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('never') }),
    z.strictObject({ kind: z.literal('hourly') }),
    /** Local time, `HH:mm`. */
    z.strictObject({ kind: z.literal('daily'), at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
  ]),
});
export type PullSettings = Readonly<z.infer<typeof pullSettings>>;

/** How often forms without settings of their own are pulled. */
export const usualRepeat = z.enum(['never', 'hourly']);

/** The settings for forms without settings of their own. */
export interface UsualSettings {
  readonly keepEncrypted: PullSettings['keepEncrypted'];
  readonly repeat: z.infer<typeof usualRepeat>;
}

/**
 * Returns a form's settings. Takes what is stored of them (JSON, or null when nothing is) and the usual
 * settings.
 */
export function settingsOf(stored: string | null, usual: UsualSettings): PullSettings {
  if (stored !== null) return pullSettings.parse(JSON.parse(stored));
  return {
    which: { kind: 'new' },
    media: true,
    keepEncrypted: usual.keepEncrypted,
    exportWith: null,
    repeat: { kind: usual.repeat },
  };
}
