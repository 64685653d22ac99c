import type { GroupRow, JoinView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Page, Section, Soft } from '../../ui/page.tsx';
import { Row, Rows } from '../../ui/rows.tsx';
import { useQuery } from '../../use-query.ts';
import { PastGroups } from '../belonging/past-groups.tsx';
import { Doors } from './doors.tsx';

/** The second place: the groups one is in, those one waits for, and the two doors. */
export function GroupsPage() {
  const { engine } = useApp();
  const { say } = useText();
  const groups = useQuery('groups', () => engine.call.listGroups({}), ['groupsChanged']);
  const joins = useQuery('joins', () => engine.call.listJoins({}), ['joinsChanged']);
  return (
    <Page title={say('groups.title')}>
      <Answer of={groups}>
        {(rows) =>
          rows.length === 0 ? (
            <Soft>{say('groups.empty')}</Soft>
          ) : (
            <Section title={say('groups.yours')}>
              <Rows label={say('groups.yours')}>
                {rows.map((group) => (
                  <GroupLine key={group.groupId} group={group} />
                ))}
              </Rows>
            </Section>
          )
        }
      </Answer>
      <Answer of={joins}>{(rows) => (rows.length === 0 ? null : <Waiting joins={rows} />)}</Answer>
      <Doors />
      <PastGroups />
    </Page>
  );
}

function GroupLine({ group }: { readonly group: GroupRow }) {
  const { say } = useText();
  const beside = [
    say('groups.members', { count: group.memberCount }),
    ...(group.newCount > 0 ? [say('groups.new', { count: group.newCount })] : []),
    ...(group.requestCount > 0 ? [say('groups.requests', { count: group.requestCount })] : []),
  ];
  return (
    <Row href={`/group/${group.groupId}`} beside={beside.join(' · ')}>
      <bdi>{group.name}</bdi>
    </Row>
  );
}

function Waiting({ joins }: { readonly joins: readonly JoinView[] }) {
  const { say, when } = useText();
  return (
    <Section title={say('groups.waiting')}>
      <Rows label={say('groups.waiting')}>
        {joins.map((join) => (
          <Row
            key={join.groupId}
            href={`/join/${join.groupId}`}
            beside={say('waiting.since', { when: when(join.since), name: join.myName })}
          >
            {say('today.joins.row')}
          </Row>
        ))}
      </Rows>
    </Section>
  );
}
