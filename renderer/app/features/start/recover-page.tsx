import { useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { Page } from '../../ui/page.tsx';
import { RecoverPassphrase } from './recover-passphrase.tsx';
import { RecoverWords } from './recover-words.tsx';
import { StartFrame } from './start-frame.tsx';

interface RecoverPageProps {
  readonly onOpen: () => void;
  /** Back to the lock screen. */
  readonly onBack: () => void;
}

/** From the lock screen: the recovery words, a new passphrase, and Hearth is open. */
export function RecoverPage({ onOpen, onBack }: RecoverPageProps) {
  const { say } = useText();
  const [words, setWords] = useState<readonly string[] | null>(null);
  return (
    <StartFrame backFromHelp={say('lock.back')}>
      {words === null ? (
        <Page title={say('recover.title')} below={<p>{say('recover.text')}</p>} keepFocus>
          <RecoverWords onRight={setWords} onBack={onBack} />
        </Page>
      ) : (
        <Page title={say('recover.new.title')} below={<p>{say('recover.new.text')}</p>} keepFocus>
          <RecoverPassphrase words={words} submit={say('recover.new.submit')} onDone={onOpen} />
        </Page>
      )}
    </StartFrame>
  );
}
