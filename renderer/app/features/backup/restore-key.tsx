import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { BackupContentView, BackupFrom } from '../../../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { RecoverWords } from '../start/recover-words.tsx';
import styles from '../start/start.module.css';
import { HeldNotes } from '../start/held-notes.tsx';
import { useHeldTry } from '../start/use-held-try.ts';

interface RestoreKeyProps {
  readonly from: BackupFrom;
  readonly onOpened: (content: BackupContentView, isByWords: boolean) => void;
  readonly onBack: () => void;
}

/** What opens the backup: the passphrase of its day, or the recovery words. */
export function RestoreKey({ from, onOpened, onBack }: RestoreKeyProps) {
  const { engine } = useApp();
  const { say } = useText();
  const [isByWords, setByWords] = useState(false);
  if (!isByWords) {
    return <ByPassphrase from={from} onOpened={onOpened} onBack={onBack} onWords={() => setByWords(true)} />;
  }
  const check = async (words: readonly string[]): Promise<AppError | null> => {
    const opened = await engine.call.openBackup({ from, key: { words: [...words] } });
    if (!opened.ok) return opened.error;
    onOpened(opened.value, true);
    return null;
  };
  return (
    <Page title={say('restore.key.title')} below={<p>{say('restore.key.words.text')}</p>} keepFocus>
      <RecoverWords check={check} waiting={say('restore.key.wait')} onRight={() => undefined} />
      <Actions>
        <Button look="quiet" onPress={() => setByWords(false)}>
          {say('restore.back')}
        </Button>
      </Actions>
    </Page>
  );
}

function ByPassphrase({ from, onOpened, onBack, onWords }: RestoreKeyProps & { readonly onWords: () => void }) {
  const { engine } = useApp();
  const { say } = useText();
  const [passphrase, setPassphrase] = useState('');
  const held = useHeldTry();
  const open = () =>
    held.attempt(async () => {
      const opened = await engine.call.openBackup({ from, key: { passphrase } });
      if (!opened.ok) return opened.error;
      onOpened(opened.value, false);
      return null;
    });
  return (
    <Page title={say('restore.key.title')} below={<p>{say('restore.key.text')}</p>} keepFocus>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== '') void open();
        }}
      >
        <TextField
          label={say('restore.key.passphrase')}
          type="password"
          value={passphrase}
          onChange={setPassphrase}
          maxLength={LIMITS.passphraseCharacters}
          autoFocus
          autoComplete="current-password"
        />
        <HeldNotes held={held} waiting={say('restore.key.wait')} ready={say('restore.key.ready')} />
        <Actions>
          <Button look="main" type="submit" isPending={held.isWorking} isDisabled={held.isHeld || passphrase === ''}>
            {held.isWorking ? say('restore.key.opening') : say('restore.key.open')}
          </Button>
          <Button look="quiet" onPress={onWords}>
            {say('restore.key.words')}
          </Button>
          <Button look="quiet" onPress={onBack}>
            {say('restore.back')}
          </Button>
        </Actions>
      </Form>
    </Page>
  );
}
