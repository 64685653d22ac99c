import type { GroupId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { NumberedWords } from '../../ui/numbered-words.tsx';
import { Page, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import styles from './belonging.module.css';

const STEPS = ['meet', 'read', 'same'] as const;

/** Eight words that a whole group reads to each other to know that all see the same people. */
export function CircleCheckPage({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say } = useText();
  const check = useQuery(
    `circle check ${groupId}`,
    () => engine.call.circleCheck({ groupId }),
    ['groupChanged'],
    groupId,
  );
  return (
    <Page title={say('circle.title')} back={{ href: `/group/${groupId}/people`, place: say('group.people') }}>
      <p className={styles['page']}>{say('circle.text')}</p>
      {/* Unlike other answers this one takes a moment: the words are slow to guess on purpose. */}
      <div role="status">
        {check.state === 'loading' && <Soft>{say('circle.working')}</Soft>}
        <Answer of={check}>{({ words }) => <NumberedWords label={say('circle.list')} words={words} />}</Answer>
      </div>
      <Section title={say('circle.how')}>
        <ol className={styles['steps']}>
          {STEPS.map((step) => (
            <li key={step}>{say(`circle.how.${step}`)}</li>
          ))}
        </ol>
      </Section>
      <Section title={say('circle.differs')}>
        <Soft>{say('circle.differs.text')}</Soft>
      </Section>
    </Page>
  );
}
