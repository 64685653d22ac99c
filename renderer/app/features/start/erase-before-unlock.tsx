import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { Erase } from '../computer/erase.tsx';
import { StartFrame } from './start-frame.tsx';

/** Erasing everything without the passphrase: whoever has the computer could delete the files in any case. */
export function EraseBeforeUnlock({ onKeep }: { readonly onKeep: () => void }) {
  const { say } = useText();
  return (
    <StartFrame backFromHelp={say('lock.back')}>
      <Page title={say('erase.title')}>
        <Erase />
        <Actions>
          <Button onPress={onKeep}>{say('erase.keep')}</Button>
        </Actions>
      </Page>
    </StartFrame>
  );
}
