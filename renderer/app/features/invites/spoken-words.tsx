import { MessageCircle } from 'lucide-react';
import { useState } from 'react';
import type { GroupId, InviteId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { InviteWordsView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Actions, Soft } from '../../ui/page.tsx';
import styles from './invites.module.css';

interface SpokenWordsProps {
  readonly groupId: GroupId;
  readonly inviteId: InviteId;
  /** Without a meeting place nobody could keep the invite for whoever says the words. */
  readonly hasMeetingPlace: boolean;
}

/** The fourth form of an invite: eight words to say on the phone. They are made when somebody asks for them. */
export function SpokenWords({ groupId, inviteId, hasMeetingPlace }: SpokenWordsProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [made, setMade] = useState<InviteWordsView | null>(null);
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const make = async () => {
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.inviteWords({ groupId, inviteId });
    setWorking(false);
    if (answer.ok) setMade(answer.value);
    else setProblem(answer.error);
  };
  const makeWords = made === null ? say('spoken.make') : say('common.tryAgain');
  return (
    <div className={styles['ready']}>
      <h3>{say('spoken.title')}</h3>
      <p>{say('spoken.text')}</p>
      {!hasMeetingPlace && <Soft>{say('spoken.noServer')}</Soft>}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <div role="status">{made && <MadeWords made={made} />}</div>
      {hasMeetingPlace && (made === null || made.keptAt.length === 0) && (
        <Actions>
          <Button icon={MessageCircle} isPending={isWorking} onPress={make}>
            {isWorking ? say('spoken.working') : makeWords}
          </Button>
        </Actions>
      )}
    </div>
  );
}

function MadeWords({ made }: { readonly made: InviteWordsView }) {
  const { say, names } = useText();
  return (
    <div className={styles['ready']}>
      <NumberedWords label={say('spoken.list')} words={made.words} />
      {made.keptAt.length === 0 ? (
        <Note tone="careful">{say('spoken.notKept', { servers: names(made.askedAt) })}</Note>
      ) : (
        <p>{say('spoken.how', { servers: names(made.keptAt) })}</p>
      )}
    </div>
  );
}
