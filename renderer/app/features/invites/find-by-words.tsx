import { Search } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { MAX_WORDS_CHARACTERS } from '../../../../shared/ipc/membership-requests.ts';
import { useApp, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { FindInviteProps } from './find-invite.tsx';
import styles from './invites.module.css';
import { readWords } from './read-words.ts';

interface FindByWordsProps extends FindInviteProps {
  /** Back to the link and the file. */
  readonly onOther: () => void;
}

/** Eight words that somebody said, and the meeting place that keeps the invite for them. */
export function FindByWords({ problem, onFound, onProblem, onOther }: FindByWordsProps) {
  const { engine } = useApp();
  const settings = useSettings();
  const { say, error } = useText();
  const [typed, setTyped] = useState('');
  const [server, setServer] = useState(settings.server ?? '');
  const [isWorking, setWorking] = useState(false);
  const words = readWords(typed);
  const find = async () => {
    setWorking(true);
    onProblem(null);
    const answer = await engine.call.findInviteByWords({ words: words.join(' '), server: server.trim() });
    setWorking(false);
    if (answer.ok) await onFound(answer.value.link);
    else onProblem(answer.error);
  };
  return (
    <>
      <p>{say('join.words.text')}</p>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <div className={styles['wide']}>
          <TextField
            label={say('join.words.field')}
            hint={say('join.words.hint')}
            value={typed}
            onChange={setTyped}
            rows={3}
            maxLength={MAX_WORDS_CHARACTERS}
            autoFocus
          />
        </div>
        {words.length > 0 && (
          <div className={styles['wide']}>
            <NumberedWords label={say('join.words.read')} words={words} />
          </div>
        )}
        <div className={styles['wide']}>
          <TextField
            label={say('join.words.server')}
            hint={say('join.words.server.hint')}
            value={server}
            onChange={setServer}
            maxLength={200}
          />
        </div>
        {problem && (
          <Note tone="careful" isLive>
            {error(problem)}
          </Note>
        )}
        <Actions>
          <Button look="main" icon={Search} type="submit" isPending={isWorking}>
            {isWorking ? say('join.words.working') : say('join.words.find')}
          </Button>
          <Button look="quiet" onPress={onOther}>
            {say('join.words.other')}
          </Button>
        </Actions>
      </Form>
    </>
  );
}
