import { useState } from 'react';
import { Form } from 'react-aria-components';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import type { OpeningView } from '../../../../shared/ipc/vault-requests.ts';
import { useApp } from '../../app-parts.ts';
import type { TextId } from '../../text/en.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useQuery } from '../../use-query.ts';
import { HeldNotes } from '../start/held-notes.tsx';
import { useHeldTry } from '../start/use-held-try.ts';
import styles from './computer.module.css';

/** Whether the keychain of the system takes part in opening Hearth, and turning that on and off. */
export function KeychainSection() {
  const { engine } = useApp();
  const { say } = useText();
  const asked = useQuery('opening', () => engine.call.viewOpening({}), []);
  const [changed, setChanged] = useState<OpeningView | null>(null);
  const [isAsking, setAsking] = useState(false);
  const view = changed ?? (asked.state === 'ready' ? asked.value : null);
  if (view === null) return null;
  const mayChange = view.withKeychain || view.keychain === 'ready';
  return (
    <Section title={say('keychain.title')}>
      <Soft>{say('keychain.text')}</Soft>
      <p role="status" className={styles['state']}>
        {say(stateOf(view))}
      </p>
      {isAsking ? (
        <KeychainForm
          use={!view.withKeychain}
          onDone={(next) => {
            setChanged(next);
            setAsking(false);
          }}
          onKeep={() => setAsking(false)}
        />
      ) : (
        mayChange && (
          <Actions>
            <Button onPress={() => setAsking(true)}>
              {view.withKeychain ? say('keychain.leave') : say('keychain.use')}
            </Button>
          </Actions>
        )
      )}
    </Section>
  );
}

/** The sentence for how things are. */
function stateOf({ withKeychain, keychain }: OpeningView): TextId {
  if (withKeychain) return keychain === 'ready' ? 'keychain.on' : 'keychain.lost';
  return keychain === 'ready' ? 'keychain.off' : `keychain.${keychain}`;
}

interface KeychainFormProps {
  readonly use: boolean;
  readonly onDone: (view: OpeningView) => void;
  readonly onKeep: () => void;
}

/** Asks for the passphrase, since the key is wrapped anew. */
function KeychainForm({ use, onDone, onKeep }: KeychainFormProps) {
  const { engine } = useApp();
  const { say } = useText();
  const [passphrase, setPassphrase] = useState('');
  const held = useHeldTry();
  const change = () =>
    held.attempt(async () => {
      const answer = await engine.call.bindKeychain({ passphrase, use });
      if (!answer.ok) return answer.error;
      onDone(answer.value);
      return null;
    });
  const submit = use ? say('keychain.use') : say('keychain.leave');
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase !== '') void change();
      }}
    >
      {use && <Note>{say('keychain.warn')}</Note>}
      <TextField
        label={say('keychain.passphrase')}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        maxLength={LIMITS.passphraseCharacters}
        autoFocus
        autoComplete="current-password"
      />
      <HeldNotes
        held={held}
        waiting={say('pass.change.wait')}
        ready={say('pass.change.ready')}
        wrong={say('pass.change.wrong')}
      />
      <Actions>
        <Button type="submit" isPending={held.isWorking} isDisabled={held.isHeld || passphrase === ''}>
          {held.isWorking ? say('keychain.working') : submit}
        </Button>
        <Button look="quiet" onPress={onKeep}>
          {say('keychain.keep')}
        </Button>
      </Actions>
    </Form>
  );
}
