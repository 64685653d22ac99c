import { useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Page } from '../../ui/page.tsx';

interface RecoveryWordsProps {
  readonly words: readonly string[];
  /** The way goes on to bringing groups from another computer. */
  readonly isSecond: boolean;
  readonly onDone: () => void;
}

/** The recovery words, shown this once. */
export function RecoveryWords({ words, isSecond, onDone }: RecoveryWordsProps) {
  const { say } = useText();
  const [areWritten, setWritten] = useState(false);
  return (
    <Page title={say('recovery.title')} below={<p>{say('recovery.text')}</p>}>
      <NumberedWords label={say('recovery.list')} words={words} />
      <Check isSelected={areWritten} onChange={setWritten}>
        {say('recovery.done')}
      </Check>
      <Actions>
        <Button look="main" isDisabled={!areWritten} onPress={onDone}>
          {say(isSecond ? 'recovery.continue.second' : 'recovery.continue')}
        </Button>
      </Actions>
    </Page>
  );
}
