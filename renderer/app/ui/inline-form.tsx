import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Button } from './button.tsx';
import styles from './inline-form.module.css';

interface InlineFormProps {
  /** Its fields. */
  readonly children: ReactNode;
  /** The words on its button. */
  readonly submit: string;
  readonly icon?: LucideIcon;
  readonly onSubmit: () => unknown;
}

/** A few fields and one button in the middle of a page: Enter in a field does what the button does. */
export function InlineForm({ children, submit, icon, onSubmit }: InlineFormProps) {
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
      <Button type="submit" {...(icon === undefined ? {} : { icon })}>
        {submit}
      </Button>
    </Form>
  );
}
