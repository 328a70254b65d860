import type { ReactNode } from 'react';

/** A date or a time of day, as the system's own field asks for it. */
export function NativeField({
  type,
  label,
  value,
  onChange,
}: {
  readonly type: 'date' | 'time';
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
          type={type}
          aria-label={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </span>
    </div>
  );
}
