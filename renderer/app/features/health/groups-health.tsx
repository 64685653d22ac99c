import type { GroupHealthView, HealthView } from '../../../../shared/ipc/health-requests.ts';
import { useText } from '../../text/use-text.ts';
import { Section, Soft } from '../../ui/page.tsx';
import styles from './health.module.css';

/** What of each group is here, what waits, what is set aside, and when each of the others was last met. */
export function GroupsHealth({ groups }: { readonly groups: HealthView['groups'] }) {
  const { say } = useText();
  return (
    <Section title={say('health.groups')}>
      {groups.length === 0 && <Soft>{say('health.groups.none')}</Soft>}
      {groups.map((group) => (
        <GroupHealth key={group.groupId} group={group} />
      ))}
    </Section>
  );
}

function GroupHealth({ group }: { readonly group: GroupHealthView }) {
  const { say, who, when, size } = useText();
  const { entries, bytes, waiting, setAside, met } = group;
  const name = who(group.name);
  return (
    <div className={styles['group']}>
      <h3 className={styles['name']}>{group.isPast ? say('health.group.past', { group: name }) : name}</h3>
      <p>{say('health.group.holds', { count: entries, size: size(bytes) })}</p>
      {waiting > 0 && <p>{say('health.waiting', { count: waiting })}</p>}
      {setAside > 0 && <p>{say('health.setAside', { count: setAside })}</p>}
      {met.length > 0 && (
        <ul className={styles['met']} aria-label={say('health.met.list', { group: name })}>
          {met.map(({ name: other, at }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two people may have one name, and the list has an order of its own.
            <li key={index}>
              {at === null
                ? say('health.met.never', { name: other })
                : say('health.met', { name: other, when: when(at) })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
