import { Form } from 'react-aria-components';
import type { BackupContentView } from '../../../../shared/ipc/backup-requests.ts';
import { useApp } from '../../app-parts.ts';
import { holdsWords } from '../../text/backup-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Soft } from '../../ui/page.tsx';
import { useNewPassphrase } from '../start/new-passphrase.tsx';
import styles from '../start/start.module.css';
import { useHeldTry } from '../start/use-held-try.ts';

interface RestoreNowProps {
  readonly content: BackupContentView;
  /** The words opened it: a passphrase is set. */
  readonly isByWords: boolean;
  readonly onOpen: () => void;
  readonly onBack: () => void;
}

/** What the backup holds, what comes back with it, and the deed. */
export function RestoreNow({ content, isByWords, onOpen, onBack }: RestoreNowProps) {
  const { engine } = useApp();
  const { say, error, when, names } = useText();
  const held = useHeldTry();
  const chosen = useNewPassphrase({
    label: say('pass.change.new'),
    hint: say('pass.change.hint'),
    again: say('pass.change.again'),
  });
  const restore = async () => {
    if (isByWords) chosen.showProblems();
    if (isByWords && !chosen.isReady) return;
    await held.attempt(async () => {
      const answer = await engine.call.restoreBackup({ passphrase: isByWords ? chosen.value : null });
      if (!answer.ok) return answer.error;
      onOpen();
      return null;
    });
  };
  return (
    <Page title={say('restore.ready.title')}>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void restore();
        }}
      >
        <Note>
          {holdsWords(content, { when, names }).map(({ id, values }) => (
            <span key={id}>{say(id, values)}</span>
          ))}
        </Note>
        <Soft>{say('restore.ready.deleted')}</Soft>
        <Soft>{say('restore.ready.other')}</Soft>
        {isByWords && <p>{say('restore.ready.new')}</p>}
        {isByWords && chosen.fields}
        <div role="alert">{held.problem && <Note tone="careful">{error(held.problem)}</Note>}</div>
        <Actions>
          <Button look="main" type="submit" isPending={held.isWorking}>
            {held.isWorking ? say('restore.working') : say('restore.now')}
          </Button>
          <Button look="quiet" onPress={onBack}>
            {say('restore.back')}
          </Button>
        </Actions>
      </Form>
    </Page>
  );
}
