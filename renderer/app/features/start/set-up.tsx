import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useNewPassphrase } from './new-passphrase.tsx';
import { RecoveryWords } from './recovery-words.tsx';
import { StartFrame } from './start-frame.tsx';
import styles from './start.module.css';

/** First run: a name, a passphrase, the recovery words; then Today. */
export function SetUp({ onDone }: { readonly onDone: () => void }) {
  const [words, setWords] = useState<readonly string[] | null>(null);
  const [isSecond, setSecond] = useState(false);
  const [, navigate] = useLocation();
  const go = () => {
    if (isSecond) navigate('/settings/computers/new');
    onDone();
  };
  return (
    <StartFrame>
      {words === null ? (
        <SetUpForm onWords={setWords} isSecond={isSecond} onSecond={setSecond} />
      ) : (
        <RecoveryWords words={words} isSecond={isSecond} onDone={go} />
      )}
    </StartFrame>
  );
}

interface SetUpFormProps {
  readonly onWords: (words: readonly string[]) => void;
  /** Whether this person has Hearth on another computer: then the next step brings their groups here. */
  readonly isSecond: boolean;
  readonly onSecond: (isSecond: boolean) => void;
}

function SetUpForm({ onWords, isSecond, onSecond }: SetUpFormProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [name, setName] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [wasTried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const chosen = useNewPassphrase({
    label: say('setup.passphrase'),
    hint: say('setup.passphrase.hint'),
    again: say('setup.passphrase.again'),
  });
  const nameProblem = wasTried && name.trim() === '' ? error({ tag: 'NameEmpty' }) : undefined;

  const submit = async () => {
    setTried(true);
    chosen.showProblems();
    if (name.trim() === '' || !chosen.isReady) return;
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.setUp({ name: name.trim(), passphrase: chosen.value });
    setWorking(false);
    if (answer.ok) onWords(answer.value.recoveryWords);
    else setProblem(error(answer.error));
  };

  return (
    <Page title={say('setup.title')} below={<p>{say('setup.intro')}</p>} keepFocus>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={say('setup.name')}
          hint={say('setup.name.hint')}
          value={name}
          onChange={setName}
          problem={nameProblem}
          maxLength={LIMITS.nameCharacters}
          autoFocus
        />
        {chosen.fields}
        <div className={styles['second']}>
          <Check isSelected={isSecond} onChange={onSecond}>
            {say('setup.second')}
          </Check>
          {isSecond && <Soft>{say('setup.second.hint')}</Soft>}
        </div>
        {problem !== null && (
          <Note tone="careful" isLive>
            {problem}
          </Note>
        )}
        <Actions>
          <Button look="main" type="submit" isPending={isWorking}>
            {isWorking ? say('setup.working') : say('setup.submit')}
          </Button>
        </Actions>
      </Form>
    </Page>
  );
}
