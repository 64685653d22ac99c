import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings.module.css';

interface SavedFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly saveWords: string;
  readonly value: string;
  readonly maxLength: number;
  /** Gets the words without the spaces around them; answers what went wrong, or null. */
  readonly onSave: (value: string) => Promise<AppError | null>;
}

/** A setting in words, with a button that saves it. */
export function SavedField({ label, hint, saveWords, value, maxLength, onSave }: SavedFieldProps) {
  const { say, error } = useText();
  const [draft, setDraft] = useState(value);
  const [outcome, setOutcome] = useState<AppError | 'saved' | null>(null);
  const save = async () => {
    const problem = await onSave(draft.trim());
    setOutcome(problem ?? 'saved');
  };
  const problem = outcome !== null && outcome !== 'saved' ? error(outcome) : undefined;
  return (
    <Form
      className={styles['field'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={label}
        hint={hint}
        value={draft}
        onChange={(next) => {
          setDraft(next);
          setOutcome(null);
        }}
        problem={problem}
        maxLength={maxLength}
      />
      <Actions>
        <Button type="submit">{saveWords}</Button>
        <span role="status" className={styles['saved']}>
          {outcome === 'saved' && say('settings.saved')}
        </span>
      </Actions>
    </Form>
  );
}
