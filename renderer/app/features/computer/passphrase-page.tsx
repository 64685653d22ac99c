import { useState } from 'react';
import { Form } from 'react-aria-components';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useNewPassphrase } from '../start/new-passphrase.tsx';
import { RecoverPassphrase } from '../start/recover-passphrase.tsx';
import { RecoverWords } from '../start/recover-words.tsx';
import { HeldNotes } from '../start/held-notes.tsx';
import { useHeldTry } from '../start/use-held-try.ts';
import styles from './computer.module.css';

/** Where the pages of this file lead back to. */
function useBack() {
  const { say } = useText();
  return { href: '/settings', place: say('place.settings') };
}

/** Another passphrase, with the one until now. */
export function PassphrasePage() {
  const { say } = useText();
  const back = useBack();
  const [isDone, setDone] = useState(false);
  if (isDone) return <Changed />;
  return (
    <Page title={say('pass.change.title')} back={back} keepFocus>
      <ChangeForm onDone={() => setDone(true)} />
    </Page>
  );
}

/** The same with the recovery words, for whoever has forgotten the passphrase while Hearth is open. */
export function ForgottenPage() {
  const { say } = useText();
  const back = useBack();
  const [words, setWords] = useState<readonly string[] | null>(null);
  const [isDone, setDone] = useState(false);
  if (isDone) return <Changed />;
  if (words === null) {
    return (
      <Page title={say('recover.title')} below={<p>{say('recover.text')}</p>} back={back} keepFocus>
        <div className={styles['form']}>
          <RecoverWords onRight={setWords} />
        </div>
      </Page>
    );
  }
  return (
    <Page title={say('recover.new.title')} below={<p>{say('recover.new.text')}</p>} back={back} keepFocus>
      <div className={styles['form']}>
        <RecoverPassphrase words={words} submit={say('recover.new.submit.open')} onDone={() => setDone(true)} />
      </div>
    </Page>
  );
}

function Changed() {
  const { say } = useText();
  return (
    <Page title={say('pass.changed.title')} back={useBack()}>
      <p>{say('pass.changed.text')}</p>
    </Page>
  );
}

function ChangeForm({ onDone }: { readonly onDone: () => void }) {
  const { engine } = useApp();
  const { say } = useText();
  const [current, setCurrent] = useState('');
  const held = useHeldTry();
  const chosen = useNewPassphrase({
    label: say('pass.change.new'),
    hint: say('pass.change.hint'),
    again: say('pass.change.again'),
  });
  const change = async () => {
    chosen.showProblems();
    if (current === '' || !chosen.isReady) return;
    await held.attempt(async () => {
      const answer = await engine.call.changePassphrase({ current, passphrase: chosen.value });
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
        void change();
      }}
    >
      <TextField
        label={say('pass.change.current')}
        type="password"
        value={current}
        onChange={setCurrent}
        maxLength={LIMITS.passphraseCharacters}
        autoFocus
        autoComplete="current-password"
      />
      {chosen.fields}
      <HeldNotes
        held={held}
        waiting={say('pass.change.wait')}
        ready={say('pass.change.ready')}
        wrong={say('pass.change.wrong')}
      />
      <Actions>
        <Button look="main" type="submit" isPending={held.isWorking} isDisabled={held.isHeld || current === ''}>
          {held.isWorking ? say('recover.new.working') : say('pass.change.submit')}
        </Button>
        <LinkButton look="quiet" href="/settings/forgotten">
          {say('pass.change.forgotten')}
        </LinkButton>
      </Actions>
    </Form>
  );
}
