import { Copy, FileDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { GroupView, InviteView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { historyValues } from '../../text/history-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { QrPicture } from './qr-picture.tsx';
import { SpokenWords } from './spoken-words.tsx';
import styles from './invites.module.css';

interface ReadyInviteProps {
  readonly group: GroupView;
  readonly invite: InviteView;
  readonly onAnother: () => void;
}

/** One invite in its four forms. */
export function ReadyInvite({ group, invite, onAnother }: ReadyInviteProps) {
  const { main } = useApp();
  const { say, date, error } = useText();
  const [done, setDone] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // It may have been asked for far below, in the list of invites.
  useEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    const answer = await main.ask.copyText({ text: invite.link });
    setDone(answer.ok ? say('invite.copied') : error(answer.error));
  };
  const save = async () => {
    const answer = await main.ask.saveFile({ suggestedName: invite.fileName, bytes: invite.file });
    if (!answer.ok) setDone(error(answer.error));
    else setDone(answer.value ? say('invite.saved') : null);
  };
  return (
    <div className={styles['ready']}>
      <h3 ref={heading} tabIndex={-1} className={styles['readyTitle']}>
        {say('invite.ready')}
      </h3>
      <p>{say('invite.ready.text', { date: date(invite.expiresAt), uses: invite.maxUses })}</p>
      <p>{say('invite.offers', { role: invite.role, ...historyValues(invite.history) })}</p>
      {invite.keeper && <p>{say('invite.keeper')}</p>}
      <TextField label={say('invite.link')} value={invite.link} onChange={() => undefined} isReadOnly rows={3} />
      <Actions>
        <Button look="main" icon={Copy} onPress={copy}>
          {say('invite.copy')}
        </Button>
        <Button icon={FileDown} onPress={save}>
          {say('invite.save')}
        </Button>
        <Button look="quiet" onPress={onAnother}>
          {say('invite.another')}
        </Button>
      </Actions>
      <p role="status">{done}</p>
      <QrPicture modules={invite.qr} label={say('invite.qr')} />
      <SpokenWords
        groupId={group.groupId}
        inviteId={invite.inviteId}
        hasMeetingPlace={group.reach.servers.length > 0}
      />
    </div>
  );
}
