import { Globe, HardDriveDownload, type LucideIcon, Router, Vault } from 'lucide-react';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { type WayWords, waysWords } from '../../text/ways-words.ts';
import { Section, Soft } from '../../ui/page.tsx';
import styles from './groups.module.css';

const ICONS: Readonly<Record<WayWords['way'], LucideIcon>> = {
  network: Router,
  direct: Globe,
  keeper: Vault,
  file: HardDriveDownload,
};

/** The four ways to the others at one glance; the sections below say more and change them. */
export function Ways({ reach }: { readonly reach: ReachView }) {
  const { say, when } = useText();
  return (
    <Section title={say('ways.title')}>
      <Soft>{say('ways.intro')}</Soft>
      <ul className={styles['ways']} aria-label={say('ways.title')}>
        {waysWords(reach, when).map(({ way, words }) => {
          const Icon = ICONS[way];
          return (
            <li key={way} className={styles['way']}>
              <Icon aria-hidden size="1.4em" />
              <div>
                <p className={styles['address']}>{say(`ways.${way}`)}</p>
                <p className={styles['hint']}>{say(words.id, words.values)}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
