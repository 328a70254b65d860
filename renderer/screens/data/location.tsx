import type { ReactNode } from 'react';
import type { SheetNode } from '../../../electron/ipc/data.ts';
import { useReply } from '../../state/replies.ts';
import { useWords } from '../../words/use-words.tsx';

type Place = NonNullable<Extract<SheetNode, { kind: 'answer' }>['location']>;
const WIDE = 120;
const HIGH = 68;
const EDGE = 6;

/** Shows coordinates, and plots them among the form's other places. Uses no map and no network. */
export function LocationAnswer({
  formId,
  path,
  place,
}: {
  readonly formId: string;
  readonly path: string;
  readonly place: Place;
}): ReactNode {
  const { t } = useWords();
  const points = useReply('data.points', { formId, path }).value ?? [];
  const at = project([...points, place]);
  const own = at.at(-1);
  return (
    <div className="media-line">
      <svg
        className="map-plot"
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        role="img"
        aria-label={t('sheet.location.map')}
      >
        {at.slice(0, -1).map(([x, y], i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: points have no names, and never move.
          <circle key={i} cx={x} cy={y} r="1.2" fill="var(--bar)" />
        ))}
        {own !== undefined && <circle cx={own[0]} cy={own[1]} r="2.6" fill="var(--accent)" />}
      </svg>
      <bdi className="mono unbroken" dir="ltr">
        {place.latitude}
        <br />
        {place.longitude}
        {place.accuracy !== null && (
          <>
            <br />
            {t('sheet.location.accuracy', { accuracy: place.accuracy })}
          </>
        )}
      </bdi>
    </div>
  );
}

/** Projects places into the box of the plot. A degree of longitude gets narrower towards the poles. */
export function project(
  places: readonly { readonly latitude: number; readonly longitude: number }[],
): readonly (readonly [number, number])[] {
  if (places.length === 0) return [];
  const middle = places.reduce((sum, { latitude }) => sum + latitude, 0) / places.length;
  const narrow = Math.max(0.1, Math.cos((middle * Math.PI) / 180));
  const xs = places.map(({ longitude }) => longitude * narrow);
  const ys = places.map(({ latitude }) => -latitude);
  const left = xs.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const top = ys.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const width = xs.reduce((most, x) => Math.max(most, x - left), 0);
  const height = ys.reduce((most, y) => Math.max(most, y - top), 0);
  const scale = Math.min((WIDE - 2 * EDGE) / (width || 1e-9), (HIGH - 2 * EDGE) / (height || 1e-9), 1e6);
  const one = width === 0 && height === 0;
  return places.map((_, i) =>
    one
      ? [WIDE / 2, HIGH / 2]
      : [
          WIDE / 2 + ((xs[i] ?? 0) - left - width / 2) * scale,
          HIGH / 2 + ((ys[i] ?? 0) - top - height / 2) * scale,
        ],
  );
}
