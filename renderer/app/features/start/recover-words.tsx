import { Form } from 'react-aria-components';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Soft } from '../../ui/page.tsx';
import styles from './start.module.css';
import { HeldNotes } from './held-notes.tsx';
import { useHeldTry } from './use-held-try.ts';
import { useWordsBox } from './words-box.tsx';

interface RecoverWordsProps {
  /** Whether they are right; without it, whether they are this Hearth's. */
  readonly check?: (words: readonly string[]) => Promise<AppError | null>;
  /** What is said while tries are held back, where it is not about this Hearth. */
  readonly waiting?: string;
  /** They open this Hearth. */
  readonly onRight: (words: readonly string[]) => void;
  /** Leads away without them, where the page around has no way of its own. */
  readonly onBack?: () => void;
}

/** The twelve words, checked against this Hearth's own, or a backup's. */
export function RecoverWords({ onRight, onBack, check: checkOther, waiting }: RecoverWordsProps) {
  const { engine } = useApp();
  const { say } = useText();
  const held = useHeldTry();
  const { words, box } = useWordsBox({ autoFocus: true });
  const checkOwn = async (own: readonly string[]): Promise<AppError | null> => {
    const answer = await engine.call.checkRecoveryWords({ words: [...own] });
    return answer.ok ? null : answer.error;
  };
  const check = () =>
    held.attempt(async () => {
      const problem = await (checkOther ?? checkOwn)(words);
      if (problem === null) onRight(words);
      return problem;
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
      <HeldNotes held={held} waiting={waiting ?? say('recover.wait')} ready={say('recover.ready')} />
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
