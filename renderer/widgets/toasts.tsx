import { type ReactNode, useEffect, useState } from 'react';
import { type Said, useSaid } from '../state/notices.ts';
import { useWords } from '../words/use-words.tsx';
import { Button, Link } from './button.tsx';

const SHOWN = 5000;

/** The newest notices, for five seconds, or longer while the user looks at them. */
export function Toasts(): ReactNode {
  const said = useSaid();
  const [gone, setGone] = useState<ReadonlySet<number>>(new Set());
  const started = useState(() => Date.now())[0];
  const shown = said.filter(({ id, at }) => !gone.has(id) && Date.parse(at) >= started).slice(0, 3);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <Toast key={one.id} said={one} onGone={() => setGone((before) => new Set([...before, one.id]))} />
      ))}
    </div>
  );
}

function Toast({ said, onGone }: { readonly said: Said; readonly onGone: () => void }): ReactNode {
  const { t } = useWords();
  const [isHeld, setHeld] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the function is new in each render, and must not begin the time anew.
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(onGone, SHOWN);
    return () => clearTimeout(timer);
  }, [isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: being looked at only keeps it there longer.
    <div
      className="toast"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{said.text}</span>
      {said.action !== undefined && <Link onPress={said.action.run}>{said.action.label}</Link>}
      <Button kind="quiet" icon="x" label={t('common.dismiss')} onPress={onGone} />
    </div>
  );
}
