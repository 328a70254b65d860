import type { ReactNode } from 'react';
import type { ExportOptions, FormatOption, FormatView, OptionName } from '../../../electron/ipc/export.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { LabelsField, LanguageField } from './labels-field.tsx';
import { NumberField } from './number-field.tsx';
import type { OptionProps } from './option-props.ts';
import { QuestionsField } from './questions-field.tsx';
import { ZoneField } from './zone-field.tsx';

/** The name of an option and the option. */
type Named = readonly [OptionName, FormatOption];

/**
 * The options of formats, in their order, each once, without those that say where rows go. Names are those of
 * the contract.
 */
function optionsOf(chosen: readonly FormatView[]): readonly Named[] {
  // The first format that has an option says how it is asked for.
  const all = new Map(chosen.toReversed().flatMap(({ options }) => Object.entries(options)));
  const names = new Set(chosen.flatMap(({ options }) => Object.keys(options)));
  const options = [...names].map((name) => [name, all.get(name)]) as unknown as readonly Named[];
  return options.filter(([, { isPlace }]) => isPlace !== true);
}

/** One changed option. The contract checks that the option allows the value. */
function changed(
  name: OptionName,
  value: string | boolean | number | string[] | null,
): Partial<ExportOptions> {
  return { [name]: value };
}

interface Chosen {
  /** The formats that are written. */
  readonly chosen: readonly FormatView[];
}

/** The fields of the formats' options that have more values than yes and no. */
export function FormatFields({ chosen, ...props }: OptionProps & Chosen): ReactNode {
  return optionsOf(chosen)
    .filter(([, { kind }]) => kind !== 'switch')
    .map(([name, option]) => <FormatField key={name} name={name} option={option} {...props} />);
}

/** The boxes of the formats' yes-or-no options. */
export function FormatChecks({
  chosen,
  options,
  change,
}: Pick<OptionProps, 'options' | 'change'> & Chosen): ReactNode {
  const { maybe } = useWords();
  return optionsOf(chosen)
    .filter(([, { kind }]) => kind === 'switch')
    .map(([name]) => {
      const check = (
        <Check key={name} isChecked={options[name] === true} onChange={(isOn) => change(changed(name, isOn))}>
          {maybe(`export.option.${name}`)}
        </Check>
      );
      const tip = maybe(`export.option.${name}.tip`);
      return tip === null ? (
        check
      ) : (
        <Explained key={name} text={tip}>
          {check}
        </Explained>
      );
    });
}

function FormatField({
  name,
  option,
  options,
  form,
  change,
}: OptionProps & { readonly name: OptionName; readonly option: FormatOption }): ReactNode {
  const { maybe } = useWords();
  const value = options[name];
  const label = maybe(`export.option.${name}`) ?? '';
  const set = (next: string | null): void => change(changed(name, next));
  const text = typeof value === 'string' ? value : null;
  switch (option.kind) {
    case 'language': {
      const Field = option.without === 'values' ? LabelsField : LanguageField;
      return <Field value={text} languages={form?.languages ?? []} onChange={set} />;
    }
    case 'zone':
      return <ZoneField value={text} without={option.without} onChange={set} />;
    case 'choice':
    case 'text': {
      const offered = Object.entries(option.offered);
      // A value that is not offered is shown as the format's own, else as the first one that is offered.
      // The format writes labels when a language is chosen, until the user says otherwise.
      const own = name === 'choices' && options.labels !== null ? 'labels' : option.default;
      const isOffered = offered.some(([, id]) => id === text);
      return (
        <PickerField
          label={label}
          value={(isOffered ? text : (own ?? offered[0]?.[1])) ?? ''}
          options={offered.map(([word, id]) => ({ id, label: maybe(`export.option.${name}.${word}`) ?? id }))}
          onChange={set}
        />
      );
    }
    case 'number':
      return (
        <NumberField
          label={label}
          value={typeof value === 'number' ? value : null}
          bounds={option}
          placeholder={option.default === undefined ? '' : String(option.default)}
          onChange={(next) => change(changed(name, next))}
        />
      );
    case 'texts':
      // Each form has questions of its own.
      return options.allForms ? null : (
        <QuestionsField
          label={label}
          value={Array.isArray(value) ? value : null}
          form={form}
          onChange={(next) => change(changed(name, next))}
        />
      );
    case 'switch':
      return null;
  }
}

/** A box with a button that explains it. */
function Explained({ text, children }: { readonly text: string; readonly children: ReactNode }): ReactNode {
  return (
    <span className="row explained">
      {children}
      <Button kind="quiet" icon="info" label={text} />
    </span>
  );
}
