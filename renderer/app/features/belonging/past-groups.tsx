import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Section } from '../../ui/page.tsx';
import { Row, Rows } from '../../ui/rows.tsx';
import { usePastGroups } from './use-past-groups.ts';

/** Groups one was in; nothing at all when there are none. */
export function PastGroups() {
  const { say, when } = useText();
  const past = usePastGroups();
  return (
    <Answer of={past}>
      {(groups) =>
        groups.length === 0 ? null : (
          <Section title={say('past.title')}>
            <Rows label={say('past.title')}>
              {groups.map((group) => (
                <Row
                  key={group.groupId}
                  href={`/past/${group.groupId}`}
                  beside={say(`past.row.${group.how}`, { when: when(group.at) })}
                >
                  <bdi>{group.name}</bdi>
                </Row>
              ))}
            </Rows>
          </Section>
        )
      }
    </Answer>
  );
}
