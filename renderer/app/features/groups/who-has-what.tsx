import type { GroupId } from '../../../../shared/brand.ts';
import type { GroupSpreadView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import styles from './groups.module.css';

/** What of all entries that are here each of the others is known to have, and when they were last in touch. */
export function WhoHasWhat({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say } = useText();
  const spread = useQuery(
    `spread ${groupId}`,
    () => engine.call.viewGroupSpread({ groupId }),
    ['timelineChanged', 'groupChanged'],
    groupId,
  );
  return (
    <Section title={say('reach.has')}>
      <Answer of={spread}>{(view) => <Spread view={view} />}</Answer>
    </Section>
  );
}

function Spread({ view }: { readonly view: GroupSpreadView }) {
  const { say, when } = useText();
  const { entries, others } = view;
  if (others.length === 0) return <Soft>{say('reach.has.alone')}</Soft>;
  const isWithAll = others.every(({ lacks }) => lacks === 0);
  return (
    <>
      <p>{say(entries === 0 ? 'reach.has.nothing' : isWithAll ? 'reach.has.all' : 'reach.has.some')}</p>
      <ul className={styles['has']} aria-label={say('reach.has')}>
        {others.map(({ memberId, name, lacks, metAt }) => (
          <li key={memberId}>
            <span>{say(lacks === 0 ? 'reach.has.everything' : 'reach.has.lacks', { name, count: lacks })}</span>{' '}
            <span className={styles['hint']}>
              {metAt === null ? say('reach.has.neverMet') : say('reach.has.met', { when: when(metAt) })}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
