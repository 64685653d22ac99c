import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { KeeperPlaceView } from '../../../../shared/ipc/views.ts';
import { useApp, useNow } from '../../app-parts.ts';
import { keeperLines } from '../../text/keeper-words.ts';
import { useText } from '../../text/use-text.ts';
import { InlineForm } from '../../ui/inline-form.tsx';
import { Note } from '../../ui/note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './groups.module.css';

interface KeeperPlaceProps {
  readonly place: KeeperPlaceView;
  readonly groupId: GroupId;
}

/** One keeper: its address, how it is, what it did last, what waits, and, where it wants one, the ticket for it. */
export function KeeperPlace({ place, groupId }: KeeperPlaceProps) {
  const { say, when, date } = useText();
  const now = useNow();
  return (
    <li className={styles['server']}>
      <div>
        <p className={styles['address']} dir="ltr">
          {place.address}
        </p>
        {keeperLines(place, when, date, now).map(({ id, values }) => (
          <p key={id} className={styles['hint']}>
            {say(id, values)}
          </p>
        ))}
        {(place.state === 'refuses' || place.hasTicket) && <KeeperTicket place={place} groupId={groupId} />}
      </div>
    </li>
  );
}

interface KeeperTicketProps {
  readonly place: Pick<KeeperPlaceView, 'address' | 'hasTicket'>;
  readonly groupId: GroupId;
}

/** Where a keeper's ticket is typed; it is never shown again. */
export function KeeperTicket({ place, groupId }: KeeperTicketProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [ticket, setTicket] = useState('');
  const [problem, setProblem] = useState<AppError | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const save = async () => {
    const answer = await engine.call.setKeeperTicket({ groupId, server: place.address, ticket });
    setProblem(answer.ok ? null : answer.error);
    setIsSaved(answer.ok);
    if (answer.ok) setTicket('');
  };
  return (
    <>
      <InlineForm submit={say('keeper.ticket.save')} onSubmit={save}>
        <TextField
          label={say('keeper.ticket', { address: place.address })}
          hint={say(place.hasTicket ? 'keeper.ticket.has' : 'keeper.ticket.hint')}
          value={ticket}
          onChange={setTicket}
          problem={problem ? error(problem) : undefined}
          maxLength={200}
        />
      </InlineForm>
      {isSaved && <Note isLive>{say('keeper.ticket.saved')}</Note>}
    </>
  );
}
