import { Label, Radio, RadioGroup } from 'react-aria-components';
import styles from './choice.module.css';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly words: string }[];
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
      <div className={styles['options']}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={styles['option'] ?? ''}>
            <span aria-hidden className={styles['ring']} />
            {option.words}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
