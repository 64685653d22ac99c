import { Form } from 'react-aria-components';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Soft } from '../../ui/page.tsx';
import styles from './start.module.css';
import { useHeldTry } from './use-held-try.ts';
import { useWordsBox } from './words-box.tsx';

interface RecoverWordsProps {
  /** They open this Hearth. */
  readonly onRight: (words: readonly string[]) => void;
  /** Leads away without them, where the page around has no way of its own. */
  readonly onBack?: () => void;
}

/** The twelve words, checked against this Hearth's own. */
export function RecoverWords({ onRight, onBack }: RecoverWordsProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const held = useHeldTry();
  const { words, box } = useWordsBox({ autoFocus: true });
  const check = () =>
    held.attempt(async () => {
      const answer = await engine.call.checkRecoveryWords({ words: [...words] });
      if (!answer.ok) return answer.error;
      onRight(words);
      return null;
    });
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      {box}
      <div role="alert">
        {held.isHeld && <Note tone="careful">{say('recover.wait')}</Note>}
        {held.isReadyAgain && <Note tone="careful">{say('recover.ready')}</Note>}
        {held.problem && <Note tone="careful">{error(held.problem)}</Note>}
      </div>
      <Actions>
        <Button look="main" type="submit" isPending={held.isWorking} isDisabled={held.isHeld || words.length === 0}>
          {held.isWorking ? say('recover.checking') : say('recover.check')}
        </Button>
        {onBack && (
          <Button look="quiet" onPress={onBack}>
            {say('recover.back')}
          </Button>
        )}
      </Actions>
      <Soft>{say('recover.lost')}</Soft>
    </Form>
  );
}
