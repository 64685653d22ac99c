import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { EraseBeforeUnlock } from './erase-before-unlock.tsx';
import { StartFrame } from './start-frame.tsx';
import styles from './start.module.css';

type Attempt =
  | { readonly state: 'resting'; readonly words: string | null }
  | { readonly state: 'opening' }
  | { readonly state: 'paused'; readonly ms: number };

interface LockScreenProps {
  readonly onOpen: () => void;
  /** The way back with the recovery words. */
  readonly onForgotten: () => void;
}

/** The lock screen: one field, one button, and Help now. */
export function LockScreen({ onOpen, onForgotten }: LockScreenProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [passphrase, setPassphrase] = useState('');
  const [attempt, setAttempt] = useState<Attempt>({ state: 'resting', words: null });

  const pauseMs = attempt.state === 'paused' ? attempt.ms : null;
  useEffect(() => {
    if (pauseMs === null) return;
    const timer = setTimeout(() => setAttempt({ state: 'resting', words: say('lock.ready') }), pauseMs);
    return () => clearTimeout(timer);
  }, [pauseMs, say]);

  const open = async () => {
    if (attempt.state !== 'resting' || passphrase === '') return;
    setAttempt({ state: 'opening' });
    const answer = await engine.call.unlock({ passphrase });
    if (answer.ok) return onOpen();
    if (answer.error.tag === 'WrongPassphrase' && answer.error.waitMs > 0) {
      return setAttempt({ state: 'paused', ms: answer.error.waitMs });
    }
    setAttempt({ state: 'resting', words: error(answer.error) });
  };

  const [isErasing, setErasing] = useState(false);
  if (isErasing) return <EraseBeforeUnlock onKeep={() => setErasing(false)} />;
  return (
    <StartFrame backFromHelp={say('lock.back')}>
      <Page title={say('lock.title')} keepFocus>
        <Form
          className={styles['form'] ?? ''}
          onSubmit={(event) => {
            event.preventDefault();
            void open();
          }}
        >
          <TextField
            label={say('lock.passphrase')}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            autoFocus
            autoComplete="current-password"
          />
          <div role="alert">
            {attempt.state === 'paused' && <Note tone="careful">{say('lock.wait')}</Note>}
            {attempt.state === 'resting' && attempt.words !== null && <Note tone="careful">{attempt.words}</Note>}
          </div>
          <Actions>
            <Button
              look="main"
              type="submit"
              isPending={attempt.state === 'opening'}
              isDisabled={attempt.state === 'paused'}
            >
              {attempt.state === 'opening' ? say('lock.working') : say('lock.open')}
            </Button>
            <Button look="quiet" onPress={onForgotten}>
              {say('lock.forgotten')}
            </Button>
          </Actions>
        </Form>
        <Actions>
          <Button look="quiet" onPress={() => setErasing(true)}>
            {say('erase.door')}
          </Button>
        </Actions>
      </Page>
    </StartFrame>
  );
}
