import { useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import styles from './start.module.css';

/** The recovery words, shown this once. */
export function RecoveryWords({ words, onDone }: { readonly words: readonly string[]; readonly onDone: () => void }) {
  const { say } = useText();
  const [areWritten, setWritten] = useState(false);
  return (
    <Page title={say('recovery.title')} below={<p>{say('recovery.text')}</p>}>
      <ol className={styles['words']} aria-label={say('recovery.list')}>
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand twice; its place is its name.
          <li key={index}>{word}</li>
        ))}
      </ol>
      <Check isSelected={areWritten} onChange={setWritten}>
        {say('recovery.done')}
      </Check>
      <Actions>
        <Button look="main" isDisabled={!areWritten} onPress={onDone}>
          {say('recovery.continue')}
        </Button>
      </Actions>
    </Page>
  );
}
