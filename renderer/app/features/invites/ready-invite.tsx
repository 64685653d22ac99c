import { Copy, FileDown } from 'lucide-react';
import { useState } from 'react';
import type { InviteView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { QrPicture } from './qr-picture.tsx';
import styles from './invites.module.css';

interface ReadyInviteProps {
  readonly invite: InviteView;
  readonly onAnother: () => void;
}

/** One invite in its three forms. */
export function ReadyInvite({ invite, onAnother }: ReadyInviteProps) {
  const { main } = useApp();
  const { say, date, error } = useText();
  const [done, setDone] = useState<string | null>(null);
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
      <h3>{say('invite.ready')}</h3>
      <p>{say('invite.ready.text', { date: date(invite.expiresAt), uses: invite.maxUses })}</p>
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
      <QrPicture modules={invite.qr} label={say('invite.qr')} className={styles['qr']} />
    </div>
  );
}
