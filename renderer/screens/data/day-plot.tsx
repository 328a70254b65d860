import { type ReactNode, useState } from 'react';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { useWords } from '../../words/use-words.tsx';

const DAYS = 46;
const ALL = 'all';
const HIGH = 28;

/** Submissions per day as bars. The user drags over them to choose days. */
export function DayPlot({
  formId,
  days: chosen,
  onDays,
}: {
  readonly formId: string;
  readonly days: { readonly from: string; readonly to: string } | null;
  readonly onDays: (from: string, to: string) => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const [device, setDevice] = useState<string | null>(null);
  const [isTable, setTable] = useState(false);
  const [from, setFrom] = useState<string | null>(null);
  const plot = useReply('data.plot', { formId, device }, { keep: true }).value;
  if (plot === undefined) return <div className="plot" />;
  const known = plot.days;
  const bars = lastDays(known);
  const most = bars.reduce((best, one) => (one.count > best.count ? one : best), { day: '', count: 0 });
  const [first] = bars;
  const last = bars.at(-1);
  const isOn = (day: string): boolean => chosen === null || (day >= chosen.from && day <= chosen.to);
  const end = (day: string): void => {
    if (from === null) return;
    onDays(from < day ? from : day, from < day ? day : from);
    setFrom(null);
  };
  return (
    <div className="plot">
      <span className="secondary">{t('data.plot')}</span>
      {first === undefined || last === undefined ? (
        <span className="dim">{t('data.plot.none')}</span>
      ) : (
        <>
          <span
            className="plot-bars"
            role="img"
            aria-label={t('data.plot.text', {
              from: words.day(first.day),
              to: words.day(last.day),
              most: most.count,
              day: words.day(most.day),
            })}
          >
            {bars.map(({ day, count }) => (
              <i
                key={day}
                className={isOn(day) ? 'on' : ''}
                style={{
                  height:
                    most.count === 0
                      ? 0
                      : Math.max(count === 0 ? 0 : 1, Math.round((HIGH * count) / most.count)),
                }}
                title={`${words.day(day)}: ${words.number(count)}`}
                onPointerDown={() => setFrom(day)}
                onPointerUp={() => end(day)}
              />
            ))}
          </span>
          <span className="secondary only-wide">
            {words.day(first.day)} – {words.day(last.day)}
          </span>
          <Button kind="quiet" onPress={() => setTable(true)}>
            {t('data.plot.table')}
          </Button>
        </>
      )}
      <span className="grow" />
      {plot.devices.length > 1 && (
        <>
          <span className="secondary only-wide">
            {t('data.plot.devices', { count: plot.devices.length })}
          </span>
          <Picker
            label={t('data.plot.device')}
            value={device ?? ALL}
            options={[
              { id: ALL, label: t('data.plot.allDevices') },
              ...plot.devices.flatMap((one) =>
                one.device === null ? [] : [{ id: one.device, label: one.device }],
              ),
            ]}
            onChange={(id) => setDevice(id === ALL ? null : id)}
          />
        </>
      )}
      {isTable && (
        <Dialog
          title={t('data.plot')}
          onClose={() => setTable(false)}
          buttons={
            <Button autoFocus onPress={() => setTable(false)}>
              {t('common.close')}
            </Button>
          }
        >
          <PlainTable
            label={t('data.plot')}
            groups={[{ id: 'all', title: null, rows: [...known].reverse() }]}
            rowId={({ day }) => day}
            onSelect={({ day }) => {
              setTable(false);
              onDays(day, day);
            }}
            columns={[
              { id: 'day', title: t('data.plot.day'), cell: ({ day }) => words.day(day) },
              {
                id: 'count',
                title: t('data.plot.count'),
                width: 112,
                isNumber: true,
                cell: ({ count }) => words.number(count),
              },
            ]}
          />
        </Dialog>
      )}
    </div>
  );
}

/**
 * The last days before and including the last day with a submission. Days without a submission are included.
 */
export function lastDays(
  known: readonly { readonly day: string; readonly count: number }[],
): readonly { readonly day: string; readonly count: number }[] {
  const last = known.at(-1);
  if (last === undefined) return [];
  const counts = new Map(known.map(({ day, count }) => [day, count]));
  const end = Date.parse(`${last.day}T00:00:00Z`);
  return Array.from({ length: DAYS }, (_, i) => {
    const day = new Date(end - (DAYS - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return { day, count: counts.get(day) ?? 0 };
  });
}
