import { Check as CheckIcon } from 'lucide-react';
import { Checkbox } from 'react-aria-components';
import styles from './check.module.css';

interface CheckProps {
  readonly children: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** A box to tick, with its words beside it. */
export function Check({ children, isSelected, onChange }: CheckProps) {
  return (
    <Checkbox className={styles['check'] ?? ''} isSelected={isSelected} onChange={onChange}>
      <span aria-hidden className={styles['box']}>
        {isSelected && <CheckIcon size="1em" strokeWidth={3} />}
      </span>
      {children}
    </Checkbox>
  );
}
