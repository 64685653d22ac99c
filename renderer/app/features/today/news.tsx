import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Section, Soft } from '../../ui/page.tsx';
import { Row, Rows } from '../../ui/rows.tsx';
import { useQuery } from '../../use-query.ts';

/** What is new in groups. Without a group or a request there is no such part of the page. */
export function News() {
  const { engine } = useApp();
  const { say, when } = useText();
  const groups = useQuery('groups', () => engine.call.listGroups({}), ['groupsChanged']);
  const joins = useQuery('joins', () => engine.call.listJoins({}), ['joinsChanged']);
  if (groups.state !== 'ready' || joins.state !== 'ready') return null;
  if (groups.value.length + joins.value.length === 0) return null;
  const asked = groups.value.filter((group) => group.requestCount > 0);
  const fresh = groups.value.filter((group) => group.newCount > 0);
  return (
    <Section title={say('today.new')}>
      {asked.length + fresh.length + joins.value.length === 0 ? (
        <Soft>{say('today.new.nothing')}</Soft>
      ) : (
        <Rows label={say('today.new')}>
          {asked.map((group) => (
            <Row key={`asked ${group.groupId}`} href={`/group/${group.groupId}`}>
              {say('today.requests.row', { name: group.name, count: group.requestCount })}
            </Row>
          ))}
          {fresh.map((group) => (
            <Row key={`new ${group.groupId}`} href={`/group/${group.groupId}`}>
              {say('today.new.row', { name: group.name, count: group.newCount })}
            </Row>
          ))}
          {joins.value.map((join) => (
            <Row
              key={`join ${join.groupId}`}
              href={`/join/${join.groupId}`}
              beside={say('waiting.since', { when: when(join.since), name: join.myName })}
            >
              {say('today.joins.row')}
            </Row>
          ))}
        </Rows>
      )}
    </Section>
  );
}
