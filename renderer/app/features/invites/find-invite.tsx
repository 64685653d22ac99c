import { FileUp, MessageCircle } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { RawInvite } from '../shell/inbox.tsx';
import { FindByWords } from './find-by-words.tsx';
import styles from './invites.module.css';

/** What every way to an invite is made of. */
export interface FindInviteProps {
  readonly problem: AppError | null;
  /** Called with the invite, which is then looked at. */
  readonly onFound: (invite: RawInvite) => Promise<void>;
  readonly onProblem: (problem: AppError | null) => void;
}

/** Three ways to an invite: paste a link, open a file, or the eight words somebody said. */
export function FindInvite(props: FindInviteProps) {
  const [isByWords, setByWords] = useState(false);
  const go = (toWords: boolean) => {
    props.onProblem(null);
    setByWords(toWords);
  };
  return isByWords ? (
    <FindByWords {...props} onOther={() => go(false)} />
  ) : (
    <LinkOrFile {...props} onWords={() => go(true)} />
  );
}

interface LinkOrFileProps extends FindInviteProps {
  readonly onWords: () => void;
}

function LinkOrFile({ problem, onFound, onProblem, onWords }: LinkOrFileProps) {
  const { main } = useApp();
  const { say, error } = useText();
  const [link, setLink] = useState('');
  const look = async () => {
    const pasted = link.trim();
    if (pasted === '') return onProblem({ tag: 'InviteNotAnInvite' });
    if (pasted.length > LIMITS.inviteCharacters) return onProblem({ tag: 'InviteTooLong' });
    await onFound(pasted);
  };
  const openFile = async () => {
    const answer = await main.ask.openInviteFile({});
    if (!answer.ok) return onProblem(answer.error);
    if (answer.value !== null) await onFound(answer.value);
  };
  return (
    <>
      <p>{say('join.intro')}</p>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <div className={styles['wide']}>
          <TextField label={say('join.link')} value={link} onChange={setLink} rows={3} />
        </div>
        {problem && (
          <Note tone="careful" isLive>
            {error(problem)}
          </Note>
        )}
        <Actions>
          <Button look="main" type="submit">
            {say('join.look')}
          </Button>
          <Button icon={FileUp} onPress={openFile}>
            {say('join.file')}
          </Button>
          <Button icon={MessageCircle} onPress={onWords}>
            {say('join.words')}
          </Button>
        </Actions>
      </Form>
    </>
  );
}
