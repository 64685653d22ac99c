import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { GroupView, InviteView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import { AddServer } from '../groups/add-server.tsx';
import { GroupFrame } from '../groups/group-frame.tsx';
import { ReadyInvite } from './ready-invite.tsx';
import styles from './invites.module.css';

/** Bounds of `createInvite`. */
const MOST_USES = 30;
const MOST_DAYS = 90;

/** Makes an invite: for how many, for how long; then the link, the code and the file. */
export function InvitePage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const [invite, setInvite] = useState<InviteView | null>(null);
  return (
    <GroupFrame groupId={groupId}>
      {(group) => (
        <Section title={say('invite.title')}>
          <p>{say('invite.intro')}</p>
          <MeetingPlace group={group} />
          {invite === null ? (
            <MakeInvite groupId={groupId} onMade={setInvite} />
          ) : (
            <ReadyInvite invite={invite} onAnother={() => setInvite(null)} />
          )}
        </Section>
      )}
    </GroupFrame>
  );
}

function MeetingPlace({ group }: { readonly group: GroupView }) {
  const { say, names } = useText();
  const servers = group.reach.servers.map((server) => server.address);
  if (servers.length > 0) return <p>{say('invite.server', { servers: names(servers) })}</p>;
  return (
    <Note tone="group" title={say('invite.noServer.title')}>
      <p>{say('invite.noServer.text')}</p>
      <AddServer groupId={group.groupId} servers={servers} />
    </Note>
  );
}

interface MakeInviteProps {
  readonly groupId: GroupId;
  readonly onMade: (invite: InviteView) => void;
}

function MakeInvite({ groupId, onMade }: MakeInviteProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [maxUses, setUses] = useState(1);
  const [days, setDays] = useState(14);
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const make = async () => {
    setWorking(true);
    setProblem(null);
    const answer = await engine.call.createInvite({ groupId, maxUses, days });
    setWorking(false);
    if (answer.ok) onMade(answer.value);
    else setProblem(answer.error);
  };
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <div className={styles['numbers']}>
        <NumberField label={say('invite.uses')} value={maxUses} onChange={setUses} least={1} most={MOST_USES} />
        <NumberField label={say('invite.days')} value={days} onChange={setDays} least={1} most={MOST_DAYS} />
      </div>
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Button look="main" icon={UserPlus} type="submit" isPending={isWorking}>
        {isWorking ? say('invite.working') : say('invite.make')}
      </Button>
    </Form>
  );
}
