import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, Label, NumberField as AriaNumberField } from 'react-aria-components';
import styles from './number-field.module.css';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly least: number;
  readonly most: number;
}

/** A small whole number, typed or stepped. */
export function NumberField({ label, value, onChange, least, most }: NumberFieldProps) {
  return (
    <AriaNumberField
      className={styles['field'] ?? ''}
      value={value}
      // An emptied field is not a number yet; the last one stays until there is another.
      onChange={(next) => onChange(Number.isNaN(next) ? value : next)}
      minValue={least}
      maxValue={most}
      step={1}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Group className={styles['group'] ?? ''}>
        <Button slot="decrement" className={styles['step'] ?? ''}>
          <Minus aria-hidden size="1em" />
        </Button>
        <Input className={styles['input'] ?? ''} />
        <Button slot="increment" className={styles['step'] ?? ''}>
          <Plus aria-hidden size="1em" />
        </Button>
      </Group>
    </AriaNumberField>
  );
}
