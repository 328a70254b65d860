import type { ReactNode } from 'react';
import { NativeField } from '../../widgets/native-field.tsx';

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
    <NativeField
      type="date"
      label={label}
      value={value ?? ''}
      onChange={(day) => onChange(day === '' ? null : day)}
    />
  );
}
