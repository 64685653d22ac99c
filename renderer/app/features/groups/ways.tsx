import { Globe, HardDriveDownload, type LucideIcon, Router, Vault } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { type WayWords, waysWords } from '../../text/ways-words.ts';
import { Fold } from '../../ui/fold.tsx';
import { Section, Soft } from '../../ui/page.tsx';
import styles from './groups.module.css';

const ICONS: Readonly<Record<WayWords['way'], LucideIcon>> = {
  network: Router,
  direct: Globe,
  keeper: Vault,
  file: HardDriveDownload,
};

interface WaysProps {
  readonly reach: ReachView;
  /** What there is to read about each way and to change, folded under its sentence. */
  readonly parts: Readonly<Record<WayWords['way'], ReactNode>>;
}

/** The four ways to the others at one glance: each a sentence, and under it what one can do about it. */
export function Ways({ reach, parts }: WaysProps) {
  const { say, when } = useText();
  return (
    <Section title={say('ways.title')}>
      <Soft>{say('ways.intro')}</Soft>
      <ul className={styles['ways']} aria-label={say('ways.title')}>
        {waysWords(reach, when).map(({ way, words }) => {
          const Icon = ICONS[way];
          const name = say(`ways.${way}`);
          return (
            <li key={way} className={styles['way']}>
              <Icon aria-hidden size="1.4em" />
              <div>
                <h3>{name}</h3>
                <p>{say(words.id, words.values)}</p>
                <Fold words={say('ways.more')} name={say('ways.more.name', { way: name })}>
                  {parts[way]}
                </Fold>
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
