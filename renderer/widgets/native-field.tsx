import type { ReactNode } from 'react';

/** A date, a time of day or a number, as the system's own field asks for it. */
export function NativeField({
  type,
  label,
  value,
  onChange,
}: {
  readonly type: 'date' | 'time' | 'decimal';
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <div className="field">
      <span className="label" aria-hidden="true">
        {label}
      </span>
      <span className="field-box">
        <input
          type={type === 'decimal' ? 'text' : type}
          inputMode={type === 'decimal' ? type : undefined}
          aria-label={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </span>
    </div>
  );
}
