import type { GroupId, MemberId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { PageAnswer } from '../../ui/answer.tsx';
import { Page, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { useGroup } from '../groups/use-group.ts';
import styles from './belonging.module.css';

interface SafetyNumberPageProps {
  readonly groupId: GroupId;
  readonly memberId: MemberId;
}

/** Digits that two people compare: the same on both screens as long as nobody stands between their computers. */
export function SafetyNumberPage({ groupId, memberId }: SafetyNumberPageProps) {
  const { engine } = useApp();
  const { say } = useText();
  const group = useGroup(groupId);
  const number = useQuery(
    `safety number ${groupId} ${memberId}`,
    () => engine.call.safetyNumber({ groupId, memberId }),
    // Another computer of either person makes it another number.
    ['groupChanged'],
    groupId,
  );
  const members = group.state === 'ready' ? group.value.members : [];
  return (
    <PageAnswer of={number}>
      {({ digits }) => (
        <Page
          title={say('number.title', { name: members.find((member) => member.memberId === memberId)?.name ?? '' })}
          back={{ href: `/group/${groupId}/people`, place: say('group.people') }}
        >
          <p className={styles['page']}>{say('number.text')}</p>
          <ol className={styles['digits']} aria-label={say('number.list')} dir="ltr">
            {digits.map((five, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: five digits may stand twice; their place is their name.
              <li key={index}>{five}</li>
            ))}
          </ol>
          <Soft>{say('number.differs')}</Soft>
        </Page>
      )}
    </PageAnswer>
  );
}
