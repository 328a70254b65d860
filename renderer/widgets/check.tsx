import type { ReactNode } from 'react';
import { Checkbox, Radio, RadioGroup } from 'react-aria-components';
import { Icon } from './icon.tsx';

/** A box to tick. `label` names a box without text, as in a table. */
export function Check({
  isChecked,
  isMixed = false,
  onChange,
  children,
  label,
  isDisabled = false,
}: {
  readonly isChecked: boolean;
  readonly isMixed?: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children?: ReactNode;
  readonly label?: string;
  readonly isDisabled?: boolean;
}): ReactNode {
  return (
    <Checkbox
      className="check"
      isSelected={isChecked}
      isIndeterminate={isMixed}
      onChange={onChange}
      isDisabled={isDisabled}
      aria-label={label}
    >
      <span className="box">{isMixed ? <Icon name="minus" /> : isChecked && <Icon name="check" />}</span>
      {children}
    </Checkbox>
  );
}

/** One box for many items: ticked when all are chosen, mixed when some are. A click chooses all or none. */
export function CheckMany({
  ids,
  chosen,
  onChange,
  children,
}: {
  readonly ids: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (isChecked: boolean) => void;
  readonly children: ReactNode;
}): ReactNode {
  const count = ids.filter((id) => chosen.has(id)).length;
  const isAll = ids.length > 0 && count === ids.length;
  return (
    <Check isChecked={isAll} isMixed={count > 0 && !isAll} onChange={() => onChange(!isAll)}>
      {children}
    </Check>
  );
}

/** Chooses one of several options. Each is on its own line, with an explanation. */
export function Choice<K extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly { readonly id: K; readonly label: ReactNode; readonly isDisabled?: boolean }[];
  readonly value: K;
  readonly onChange: (value: K) => void;
}): ReactNode {
  return (
    <RadioGroup aria-label={label} value={value} onChange={(chosen) => onChange(chosen as K)}>
      {options.map((option) => (
        <Radio key={option.id} value={option.id} className="radio" isDisabled={option.isDisabled ?? false}>
          <span className="dot" />
          <span>{option.label}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
