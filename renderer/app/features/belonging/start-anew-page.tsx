import { Sprout } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { GroupId, MemberId } from '../../../../shared/brand.ts';
import type { GroupView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Soft } from '../../ui/page.tsx';
import { useGroup } from '../groups/use-group.ts';
import styles from './belonging.module.css';

/** A new group out of this one, without somebody; this one stays as it is. */
export function StartAnewPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const group = useGroup(groupId);
  return (
    <PageAnswer of={group}>
      {(view) => (
        <Page title={say('anew.title')} back={{ href: `/group/${groupId}/people`, place: say('group.people') }}>
          <p className={styles['page']}>{say('anew.text')}</p>
          <p className={styles['page']}>{say('anew.stays')}</p>
          {view.members.length === 1 ? <Soft>{say('anew.alone')}</Soft> : <WithoutWhom group={view} />}
        </Page>
      )}
    </PageAnswer>
  );
}

function WithoutWhom({ group }: { readonly group: GroupView }) {
  const { engine } = useApp();
  const { say, who, names, error } = useText();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ReadonlySet<MemberId>>(new Set());
  const [isAsking, setAsking] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const others = group.members.filter((member) => !member.isMe);
  // Whoever left meanwhile is left out already.
  const without = others.filter((member) => chosen.has(member.memberId));
  const choose = (memberId: MemberId, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(memberId);
    else next.delete(memberId);
    setChosen(next);
    setProblem(null);
  };
  const start = async () => {
    setAsking(false);
    setWorking(true);
    const answer = await engine.call.startAnew({
      groupId: group.groupId,
      without: without.map((member) => member.memberId),
    });
    setWorking(false);
    if (answer.ok) navigate(`/group/${answer.value.groupId}`);
    else setProblem(error(answer.error));
  };
  return (
    <>
      <fieldset className={styles['choose']}>
        <legend>{say('anew.without')}</legend>
        {others.map(({ memberId, name }) => (
          <Check key={memberId} isSelected={chosen.has(memberId)} onChange={(is) => choose(memberId, is)}>
            {who(name)}
          </Check>
        ))}
      </fieldset>
      {problem !== null && <Note isLive>{problem}</Note>}
      <Actions>
        <Button
          look="main"
          icon={Sprout}
          isPending={isWorking}
          onPress={() => (without.length === 0 ? setProblem(say('anew.nobody')) : setAsking(true))}
        >
          {isWorking ? say('anew.working') : say('anew.submit')}
        </Button>
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('anew.confirm.title', { names: names(without.map((member) => member.name)) })}
        text={say('anew.confirm.text')}
        confirm={say('anew.confirm')}
        keep={say('anew.keep')}
        onConfirm={start}
        onKeep={() => setAsking(false)}
      />
    </>
  );
}
