import { LifeBuoy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { Brand } from '../computer/brand.tsx';
import { LeftoversNote } from '../computer/leftovers-note.tsx';
import { HelpWords } from '../help/help-words.tsx';
import styles from './start.module.css';

interface StartFrameProps {
  readonly children: ReactNode;
  /** Words of the button that leads back from Help now; without it there is no such door on this screen. */
  readonly backFromHelp?: string;
}

/** The frame around first run and lock screen. Help now is one press away before anything is opened. */
export function StartFrame({ children, backFromHelp }: StartFrameProps) {
  const { say } = useText();
  const [isHelp, setHelp] = useState(false);
  return (
    <div className={styles['start']}>
      <header className={styles['top']}>
        <Brand className={styles['brand']} />
        {backFromHelp !== undefined && !isHelp && (
          <Button look="quiet" icon={LifeBuoy} onPress={() => setHelp(true)}>
            {say('place.help')}
          </Button>
        )}
      </header>
      <main className={styles['narrow']}>
        <LeftoversNote />
        {isHelp && backFromHelp !== undefined ? (
          <Page title={say('help.title')}>
            <HelpWords />
            <Actions>
              <Button onPress={() => setHelp(false)}>{backFromHelp}</Button>
            </Actions>
          </Page>
        ) : (
          children
        )}
      </main>
    </div>
  );
}
