import type { ReactNode } from 'react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { Icon } from './icon.tsx';

export interface Option<K extends string> {
  readonly id: K;
  readonly label: string;
  readonly description?: string;
}

/** A field that opens a list and holds the chosen option. Typing finds an option. */
export function Picker<K extends string>({
  label,
  options,
  value,
  onChange,
  width,
  isDisabled = false,
}: {
  readonly label: string;
  readonly options: readonly Option<K>[];
  readonly value: K | null;
  readonly onChange: (value: K) => void;
  readonly width?: number | string;
  readonly isDisabled?: boolean;
}): ReactNode {
  return (
    <Select
      aria-label={label}
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
    >
      <Button className="picker" style={{ width }}>
        <SelectValue className="value" />
        <Icon name="chevron-down" inText />
      </Button>
      <Popover className="popover" offset={2}>
        <ListBox className="menu">
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.label} className="menu-item">
              {({ isSelected }) => (
                <>
                  <span className="mark">{isSelected && <Icon name="check" inText />}</span>
                  <bdi className="cut">{option.label}</bdi>
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

/** A picker with its label before it, as fields have. */
export function PickerField<K extends string>(
  props: Parameters<typeof Picker<K>>[0] & { readonly isStacked?: boolean; readonly hint?: ReactNode },
): ReactNode {
  return (
    <div className={`field ${props.isStacked === true ? 'stacked' : ''}`}>
      <span className="label" aria-hidden="true">
        {props.label}
      </span>
      <Picker {...props} width={props.width ?? '100%'} />
      {props.hint !== undefined && <span className="under">{props.hint}</span>}
    </div>
  );
}
