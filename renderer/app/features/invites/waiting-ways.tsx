import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type { JoinView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { saveFile } from '../../save-file.ts';
import { useText } from '../../text/use-text.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { type Outcome, ShowOutcome } from '../belonging/outcome.tsx';
import { AddServer } from '../groups/add-server.tsx';

/** What somebody can do while they wait: carry the request as a file, look elsewhere, or take another invite. */
export function WaitingWays({ join }: { readonly join: JoinView }) {
  const { engine } = useApp();
  const { say } = useText();
  const { groupId, state, reach } = join;
  if (state === 'refused' || state === 'invite-closed') {
    return (
      <Actions>
        <LinkButton look="quiet" href="/invite">
          {say('waiting.other.invite')}
        </LinkButton>
      </Actions>
    );
  }
  return (
    <Section title={say('waiting.can')}>
      <Soft>{say('waiting.can.wait')}</Soft>
      {/* A file is another way to bring the request; once the group has it there is nothing to bring. */}
      {state === 'looking' && <AsFile join={join} />}
      <h3>{say('waiting.other')}</h3>
      <p>{say('waiting.other.text')}</p>
      <AddServer
        servers={reach.servers.map((server) => server.address)}
        save={(servers) => engine.call.setJoinServers({ groupId, servers })}
      />
      <Actions>
        <LinkButton look="quiet" href="/invite">
          {say('waiting.other.invite')}
        </LinkButton>
      </Actions>
    </Section>
  );
}

function AsFile({ join }: { readonly join: JoinView }) {
  const { engine, main } = useApp();
  const { say } = useText();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const save = async () => {
    const answer = await saveFile(main, () => engine.call.saveRequest({ groupId: join.groupId }));
    if (!answer.ok) setOutcome({ problem: answer.error });
    else setOutcome(answer.value ? { done: say('waiting.file.saved') } : null);
  };
  return (
    <>
      <h3>{say('waiting.file')}</h3>
      <p>{say('waiting.file.text')}</p>
      <ShowOutcome outcome={outcome} />
      <Actions>
        <Button icon={FileDown} onPress={save}>
          {say('waiting.file.save')}
        </Button>
      </Actions>
    </>
  );
}
