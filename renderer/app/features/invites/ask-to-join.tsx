import { DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { InvitePreview } from '../../../../shared/ipc/views.ts';
import { useApp, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { MyNameField } from '../groups/my-name-field.tsx';
import type { RawInvite } from '../shell/inbox.tsx';
import styles from './invites.module.css';

interface AskToJoinProps {
  readonly invite: RawInvite;
  readonly preview: InvitePreview;
  readonly onOther: () => void;
}

/** What an invite says, and the form that asks to join. */
export function AskToJoin({ invite, preview, onOther }: AskToJoinProps) {
  const { engine } = useApp();
  const settings = useSettings();
  const { say, date, names, error } = useText();
  const [, navigate] = useLocation();
  const [myName, setMyName] = useState(settings.name);
  const [note, setNote] = useState('');
  const [wasTried, setTried] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const ask = async () => {
    setTried(true);
    if (myName.trim() === '') return;
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.acceptInvite({ invite, myName: myName.trim(), note: note.trim() });
    setWorking(false);
    if (answer.ok) navigate(`/join/${answer.value.groupId}`);
    else setProblem(answer.error);
  };
  return (
    <>
      <Section title={say('join.preview')}>
        <div className={styles['preview']}>
          <p>{say('join.preview.expires', { date: date(preview.expiresAt) })}</p>
          <p>
            {preview.servers.length === 0
              ? say('join.preview.noServers')
              : say('join.preview.servers', { servers: names(preview.servers) })}
          </p>
          {preview.keeper && (
            <>
              <p>{say('join.keeper')}</p>
              <Soft>{say('join.keeper.others')}</Soft>
            </>
          )}
          <Soft>{say('join.preview.nobody')}</Soft>
        </div>
      </Section>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <div className={styles['wide']}>
          <MyNameField value={myName} onChange={setMyName} wasTried={wasTried} />
        </div>
        <div className={styles['wide']}>
          <TextField
            label={say('join.note')}
            hint={say(preview.keeper ? 'join.keeper.note' : 'join.note.hint')}
            value={note}
            onChange={setNote}
            rows={3}
            maxLength={LIMITS.noteCharacters}
          />
        </div>
        {problem && (
          <Note tone="careful" isLive>
            {error(problem)}
          </Note>
        )}
        <Actions>
          <Button look="main" icon={DoorOpen} type="submit" isPending={isWorking}>
            {isWorking ? say('join.working') : say('join.submit')}
          </Button>
          <Button look="quiet" onPress={onOther}>
            {say('join.other')}
          </Button>
        </Actions>
      </Form>
    </>
  );
}
