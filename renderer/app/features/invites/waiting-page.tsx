import { useState } from 'react';
import { useLocation } from 'wouter';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { JoinView } from '../../../../shared/ipc/views.ts';
import { useApp, useNow } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page, Section, Soft } from '../../ui/page.tsx';
import { RichText } from '../../ui/rich-text.tsx';
import { useQuery } from '../../use-query.ts';
import { CarriedToNewcomer } from '../carry/carry-by-file.tsx';
import { CheckWords } from '../groups/check-words.tsx';
import { OnThisNetwork } from '../groups/on-this-network.tsx';
import { MeetingPlaces, Touch } from '../groups/reach.tsx';
import { useGroup } from '../groups/use-group.ts';
import { liesWithKeeper, WaitingKeeper } from './waiting-keeper.tsx';
import { WaitingWays } from './waiting-ways.tsx';

/** Own request to join: what it waits for, since when, and what one can do. When it is answered, the way in. */
export function WaitingPage({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const joins = useQuery('joins', () => engine.call.listJoins({}), ['joinsChanged', 'groupsChanged', 'groupChanged']);
  return (
    <PageAnswer of={joins}>
      {(rows) => {
        const join = rows.find((row) => row.groupId === groupId);
        return join ? <Waiting join={join} /> : <Arrived groupId={groupId} />;
      }}
    </PageAnswer>
  );
}

const STATE_WORDS = {
  looking: 'waiting.looking',
  'waiting-for-approval': 'waiting.approval',
  refused: 'waiting.refused',
  'invite-closed': 'waiting.inviteClosed',
} as const;

function Waiting({ join }: { readonly join: JoinView }) {
  const { say, when, date } = useText();
  const isAnswered = join.state === 'refused' || join.state === 'invite-closed';
  const isOver = join.expiresAt <= useNow();
  return (
    <Page
      title={say('waiting.title')}
      below={say('waiting.since', { when: when(join.since), name: join.myName })}
      back={{ href: '/groups', place: say('place.groups') }}
    >
      <div role="status">
        <Note tone="group">
          <p>{say(liesWithKeeper(join) ? 'joinKeeper.looking.lies' : STATE_WORDS[join.state])}</p>
          {join.stateSince !== null && <p>{say('waiting.stateSince', { when: when(join.stateSince) })}</p>}
          {!isAnswered && <p>{say(isOver ? 'waiting.over' : 'waiting.open', { date: date(join.expiresAt) })}</p>}
        </Note>
      </div>
      {!isAnswered && (
        <>
          <Soft>{say('waiting.keep')}</Soft>
          <Section title={say('waiting.words')}>
            <CheckWords words={join.checkWords} hint={say('waiting.words.hint')} />
          </Section>
          <WaitingKeeper join={join} />
          {/* Once the group has the request, the way to it is no longer the question. */}
          {join.state === 'looking' && (
            <>
              <Section title={say('reach.now')}>
                <Touch reach={join.reach} />
                <h3>{say('reach.servers')}</h3>
                <MeetingPlaces reach={join.reach} />
              </Section>
              <Section title={say('lan.title')}>
                <OnThisNetwork reach={join.reach} />
              </Section>
            </>
          )}
          <CarriedToNewcomer />
        </>
      )}
      <WaitingWays join={join} />
      <Withdraw join={join} />
    </Page>
  );
}

function Withdraw({ join }: { readonly join: JoinView }) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const withdraw = async () => {
    setAsking(false);
    const answer = await engine.call.withdrawJoin({ groupId: join.groupId });
    if (answer.ok) navigate('/groups');
    else setProblem(answer.error);
  };
  const isAnswered = join.state === 'refused' || join.state === 'invite-closed';
  return (
    <>
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
      <Actions>
        <Button onPress={() => (isAnswered ? withdraw() : setAsking(true))}>
          {isAnswered ? say('waiting.remove') : say('waiting.withdraw')}
        </Button>
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('waiting.withdraw.title')}
        text={say('waiting.withdraw.text')}
        confirm={say('waiting.withdraw.confirm')}
        keep={say('waiting.withdraw.keep')}
        onConfirm={withdraw}
        onKeep={() => setAsking(false)}
      />
    </>
  );
}

/** The request is gone because the group said yes: the agreement first, then the way in. */
function Arrived({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const group = useGroup(groupId);
  return (
    <PageAnswer of={group}>
      {({ name, agreement }) => (
        <Page
          title={say('waiting.in.title', { group: name })}
          {...(agreement.length === 0 ? {} : { below: say('waiting.in.text') })}
          action={
            <LinkButton look="main" href={`/group/${groupId}`}>
              {say('waiting.in.open')}
            </LinkButton>
          }
        >
          <Section title={say('agreement.title')}>
            {agreement.length === 0 ? <Soft>{say('agreement.empty')}</Soft> : <RichText blocks={agreement} />}
          </Section>
        </Page>
      )}
    </PageAnswer>
  );
}
