import { useState } from 'react';
import type { GroupId, InviteId } from '../../../../shared/brand.ts';
import type { InviteRowView, InviteView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { inviteStateWords } from '../../text/invite-words.ts';
import { historyValues } from '../../text/history-words.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { type Outcome, ShowOutcome } from '../belonging/outcome.tsx';
import styles from './invites.module.css';

interface InviteListsProps {
  readonly groupId: GroupId;
  readonly onShow: (invite: InviteView) => void;
  readonly onRevoked: (inviteId: InviteId) => void;
}

/** The invites that are open, and, folded, those that were. */
export function InviteLists({ groupId, onShow, onRevoked }: InviteListsProps) {
  const { engine } = useApp();
  const { say } = useText();
  // Here and not at the row: a row moves to the earlier ones when it is taken back.
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const invites = useQuery(
    `invites ${groupId}`,
    () => engine.call.listInvites({ groupId }),
    ['groupChanged', 'groupsChanged'],
    groupId,
  );
  return (
    <Answer of={invites}>
      {(rows) => {
        const open = rows.filter((row) => row.state === 'open');
        const earlier = rows.filter((row) => row.state !== 'open');
        return (
          <Section title={say('invites.open')}>
            <ShowOutcome outcome={outcome} />
            {open.length === 0 && <Soft>{say('invites.open.none')}</Soft>}
            <ul className={styles['rows']} aria-label={say('invites.open')}>
              {open.map((row) => (
                <OpenInvite
                  key={row.inviteId}
                  groupId={groupId}
                  row={row}
                  onShow={onShow}
                  onRevoked={onRevoked}
                  onOutcome={setOutcome}
                />
              ))}
            </ul>
            {earlier.length > 0 && (
              <Fold words={say('invites.earlier')}>
                <ul className={styles['rows']} aria-label={say('invites.earlier')}>
                  {earlier.map((row) => (
                    <li key={row.inviteId}>
                      <AboutInvite row={row} />
                    </li>
                  ))}
                </ul>
              </Fold>
            )}
          </Section>
        );
      }}
    </Answer>
  );
}

function AboutInvite({ row }: { readonly row: InviteRowView }) {
  const { say, date } = useText();
  const state = inviteStateWords(row, date);
  return (
    <div>
      <p>{say('invites.row', { which: useWhich(row) })}</p>
      <p className={styles['hint']}>
        {say('invites.used', { used: row.used, most: row.maxUses })} · {say(state.id, state.values)}
      </p>
      <p className={styles['hint']}>{say('invites.offers', { role: row.role, ...historyValues(row.history) })}</p>
    </div>
  );
}

/** What tells an invite apart from the others. */
function useWhich(row: InviteRowView): string {
  const { say, when } = useText();
  const at = { when: when(row.madeAt) };
  return row.byMe ? say('invites.by.me', at) : say('invites.by', { name: row.byName, ...at });
}

interface OpenInviteProps extends InviteListsProps {
  readonly row: InviteRowView;
  readonly onOutcome: (outcome: Outcome | null) => void;
}

function OpenInvite({ groupId, row, onShow, onRevoked, onOutcome }: OpenInviteProps) {
  const { engine } = useApp();
  const { say } = useText();
  const [isAsking, setAsking] = useState(false);
  const { inviteId } = row;
  const which = useWhich(row);
  const show = async () => {
    const answer = await engine.call.showInvite({ groupId, inviteId });
    onOutcome(answer.ok ? null : { problem: answer.error });
    if (answer.ok) onShow(answer.value);
  };
  const revoke = async () => {
    setAsking(false);
    const answer = await engine.call.revokeInvite({ groupId, inviteId });
    onOutcome(answer.ok ? { done: say('invites.revoked') } : { problem: answer.error });
    if (answer.ok) onRevoked(inviteId);
  };
  return (
    <li className={styles['row']}>
      <AboutInvite row={row} />
      <Actions>
        {row.mayShow && (
          <Button name={say('invites.show.name', { which })} onPress={show}>
            {say('invites.show')}
          </Button>
        )}
        {row.mayRevoke && (
          <Button look="quiet" name={say('invites.revoke.name', { which })} onPress={() => setAsking(true)}>
            {say('invites.revoke')}
          </Button>
        )}
      </Actions>
      <Confirm
        isOpen={isAsking}
        title={say('invites.revoke.title')}
        text={say('invites.revoke.text')}
        confirm={say('invites.revoke.confirm')}
        keep={say('invites.revoke.keep')}
        onConfirm={revoke}
        onKeep={() => setAsking(false)}
      />
    </li>
  );
}
