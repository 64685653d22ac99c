import { Label, Radio, RadioGroup } from 'react-aria-components';
import styles from './choice.module.css';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  /** `hint`: a sentence on what the option means. */
  readonly options: readonly { readonly value: Value; readonly words: string; readonly hint?: string }[];
}

/** One of a few. */
export function Choice<Value extends string>({ label, value, onChange, options }: ChoiceProps<Value>) {
  return (
    <RadioGroup
      className={styles['choice'] ?? ''}
      value={value}
      onChange={(chosen) => {
        const option = options.find((known) => known.value === chosen);
        if (option) onChange(option.value);
      }}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <div className={styles['options']} data-hinted={options.some((option) => option.hint !== undefined) || undefined}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={styles['option'] ?? ''}>
            <span aria-hidden className={styles['ring']} />
            <span>
              {option.words}
              {option.hint !== undefined && <span className={styles['hint']}>{option.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
