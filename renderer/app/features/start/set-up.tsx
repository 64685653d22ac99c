import { Sparkles } from 'lucide-react';
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
import { passphraseStrength } from './passphrase-strength.ts';
import { RecoveryWords } from './recovery-words.tsx';
import { StartFrame } from './start-frame.tsx';
import styles from './start.module.css';
import { suggestPassphrase } from './suggest-passphrase.ts';

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
  const { engine, random } = useApp();
  const { say, error } = useText();
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [isShown, setShown] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [wasTried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const strength = passphraseStrength(passphrase);
  const nameProblem = wasTried && name.trim() === '' ? error({ tag: 'NameEmpty' }) : undefined;
  const shortProblem =
    wasTried && strength === 'short'
      ? error({ tag: 'PassphraseTooShort', minCharacters: LIMITS.passphraseMinCharacters })
      : undefined;
  const againProblem = wasTried && again !== passphrase ? say('setup.passphrase.differ') : undefined;

  const submit = async () => {
    setTried(true);
    if (name.trim() === '' || strength === 'short' || again !== passphrase) return;
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.setUp({ name: name.trim(), passphrase });
    setWorking(false);
    if (answer.ok) onWords(answer.value.recoveryWords);
    else setProblem(error(answer.error));
  };

  const suggest = () => {
    const words = suggestPassphrase(random);
    setPassphrase(words);
    setAgain('');
    setShown(true);
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
        <TextField
          label={say('setup.passphrase')}
          hint={say('setup.passphrase.hint')}
          type={isShown ? 'text' : 'password'}
          value={passphrase}
          onChange={setPassphrase}
          problem={shortProblem}
          maxLength={LIMITS.passphraseCharacters}
          autoComplete="new-password"
        >
          <span role="status">
            {passphrase !== '' && say(`setup.strength.${strength}`, { min: LIMITS.passphraseMinCharacters })}
          </span>
        </TextField>
        <div className={styles['suggest']}>
          <Button look="quiet" icon={Sparkles} onPress={suggest}>
            {say('setup.passphrase.suggest')}
          </Button>
          <Check isSelected={isShown} onChange={setShown}>
            {say('setup.passphrase.show')}
          </Check>
        </div>
        <TextField
          label={say('setup.passphrase.again')}
          type={isShown ? 'text' : 'password'}
          value={again}
          onChange={setAgain}
          problem={againProblem}
          maxLength={LIMITS.passphraseCharacters}
          autoComplete="new-password"
        />
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
