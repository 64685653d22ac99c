import { Form } from 'react-aria-components';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions } from '../../ui/page.tsx';
import { useNewPassphrase } from './new-passphrase.tsx';
import styles from './start.module.css';
import { useHeldTry } from './use-held-try.ts';

interface RecoverPassphraseProps {
  /** The recovery words, which were right a moment ago. */
  readonly words: readonly string[];
  /** The words of the button. */
  readonly submit: string;
  readonly onDone: () => void;
}

/** A new passphrase for whoever came back with the recovery words. */
export function RecoverPassphrase({ words, submit, onDone }: RecoverPassphraseProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const held = useHeldTry();
  const chosen = useNewPassphrase({
    label: say('pass.change.new'),
    hint: say('pass.change.hint'),
    again: say('pass.change.again'),
    autoFocus: true,
  });
  const set = async () => {
    chosen.showProblems();
    if (!chosen.isReady) return;
    await held.attempt(async () => {
      const answer = await engine.call.recover({ words: [...words], passphrase: chosen.value });
      if (!answer.ok) return answer.error;
      onDone();
      return null;
    });
  };
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void set();
      }}
    >
      {chosen.fields}
      <div role="alert">{held.problem && <Note tone="careful">{error(held.problem)}</Note>}</div>
      <Actions>
        <Button look="main" type="submit" isPending={held.isWorking}>
          {held.isWorking ? say('recover.new.working') : submit}
        </Button>
      </Actions>
    </Form>
  );
}
