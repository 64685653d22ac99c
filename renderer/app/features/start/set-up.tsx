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
import { RestorePage } from '../backup/restore-page.tsx';
import { useNewPassphrase } from './new-passphrase.tsx';
import { RecoveryWords } from './recovery-words.tsx';
import { StartFrame } from './start-frame.tsx';
import styles from './start.module.css';
import { useWordsBox } from './words-box.tsx';

/** First run: a name, a passphrase, the recovery words; then Today. */
export function SetUp({ onDone }: { readonly onDone: () => void }) {
  const [words, setWords] = useState<readonly string[] | null>(null);
  const [before, setBefore] = useState<Before | null>(null);
  const [isRestoring, setRestoring] = useState(false);
  const [, navigate] = useLocation();
  const go = (to: string | null) => {
    if (to !== null) navigate(to);
    onDone();
  };
  if (isRestoring) return <RestorePage onOpen={onDone} onBack={() => setRestoring(false)} />;
  return (
    <StartFrame>
      {words === null && (
        <SetUpForm onWords={setWords} before={before} onBefore={setBefore} onRestore={() => setRestoring(true)} />
      )}
      {words !== null && before === 'words' && <SetUpAgain onGo={go} />}
      {words !== null && before !== 'words' && (
        <RecoveryWords
          words={words}
          isSecond={before === 'second'}
          onDone={() => go(before === 'second' ? '/settings/computers/new' : null)}
        />
      )}
    </StartFrame>
  );
}

/** What somebody has of Hearth already: another computer, or the words alone. */
type Before = 'second' | 'words';

/** With words from before there are none to write down; but the way back into the groups begins here. */
function SetUpAgain({ onGo }: { readonly onGo: (to: string | null) => void }) {
  const { say } = useText();
  return (
    <Page title={say('setup.words.title')} below={<p>{say('setup.words.text')}</p>}>
      <ol className={styles['steps']}>
        <li>{say('setup.words.ask')}</li>
        <li>{say('setup.words.join')}</li>
        <li>{say('setup.words.return')}</li>
      </ol>
      <Actions>
        <Button look="main" onPress={() => onGo('/invite')}>
          {say('setup.words.invite')}
        </Button>
        <Button look="quiet" onPress={() => onGo(null)}>
          {say('recovery.continue')}
        </Button>
      </Actions>
    </Page>
  );
}

interface SetUpFormProps {
  readonly onWords: (words: readonly string[]) => void;
  /** Whether there was a Hearth before: then the next step brings their groups here. */
  readonly before: Before | null;
  readonly onBefore: (before: Before | null) => void;
  readonly onRestore: () => void;
}

function SetUpForm({ onWords, before, onBefore, onRestore }: SetUpFormProps) {
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
  const paper = useWordsBox();
  const nameProblem = wasTried && name.trim() === '' ? error({ tag: 'NameEmpty' }) : undefined;

  const submit = async () => {
    setTried(true);
    chosen.showProblems();
    if (name.trim() === '' || !chosen.isReady || (before === 'words' && paper.words.length === 0)) return;
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.setUp({
      name: name.trim(),
      passphrase: chosen.value,
      ...(before === 'words' ? { words: [...paper.words] } : {}),
    });
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
          <Check isSelected={before === 'second'} onChange={(is) => onBefore(is ? 'second' : null)}>
            {say('setup.second')}
          </Check>
          {before === 'second' && <Soft>{say('setup.second.hint')}</Soft>}
          <Check isSelected={before === 'words'} onChange={(is) => onBefore(is ? 'words' : null)}>
            {say('setup.words')}
          </Check>
          {before === 'words' && (
            <>
              <Soft>{say('setup.words.hint')}</Soft>
              {paper.box}
            </>
          )}
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
          <Button look="quiet" onPress={onRestore}>
            {say('restore.door')}
          </Button>
        </Actions>
      </Form>
    </Page>
  );
}
