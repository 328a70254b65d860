import type { ReactNode } from 'react';

/** A field for a day. It may be empty. */
export function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}): ReactNode {
  return (
    <div className="field">
      <span className="label" aria-hidden="true">
        {label}
      </span>
      <span className="field-box">
        <input
          type="date"
          aria-label={label}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      </span>
    </div>
  );
}
