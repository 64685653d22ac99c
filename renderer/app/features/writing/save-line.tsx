import { Check } from 'lucide-react';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './editor.module.css';
import type { PageSession } from './page-session.ts';
import { useSaveState } from './use-page-session.ts';

/** Says under a page where its words are. Only the engine's answer makes it say "saved". */
export function SaveLine({ session, rest }: { readonly session: PageSession; readonly rest?: string }) {
  const { say, error } = useText();
  const save = useSaveState(session);
  return (
    <div className={styles['saveLine']}>
      {/* Saving begins with every pause; a screen reader hears only how it ended. */}
      {save.state === 'saving' && <span aria-hidden>{say('writing.saving')}</span>}
      <div role="status">
        {save.state === 'saved' && (
          <span className={styles['saved']}>
            <Check aria-hidden size="1em" />
            {say('writing.saved')}
          </span>
        )}
        {save.state === 'unchanged' && rest !== undefined && <span>{rest}</span>}
        {save.state === 'failed' && (
          <span className={styles['notSaved']}>
            <strong>{say('writing.notSaved')}.</strong> {error(save.error)}
          </span>
        )}
      </div>
      {save.state === 'failed' && <Button onPress={() => session.save()}>{say('writing.retry')}</Button>}
    </div>
  );
}
