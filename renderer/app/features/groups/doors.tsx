import { DoorOpen, UsersRound } from 'lucide-react';
import { Link } from 'react-aria-components';
import { useText } from '../../text/use-text.ts';
import { Section } from '../../ui/page.tsx';
import styles from './groups.module.css';

/** The two doors to other people. */
export function Doors() {
  const { say } = useText();
  return (
    <Section title={say('today.doors')}>
      <div className={styles['doors']}>
        <Door href="/groups/new" words={say('groups.make')} hint={say('groups.make.hint')} icon="make" />
        <Door href="/invite" words={say('groups.join')} hint={say('groups.join.hint')} icon="join" />
      </div>
    </Section>
  );
}

interface DoorProps {
  readonly href: string;
  readonly words: string;
  readonly hint: string;
  readonly icon: 'make' | 'join';
}

function Door({ href, words, hint, icon }: DoorProps) {
  const Icon = icon === 'make' ? UsersRound : DoorOpen;
  return (
    <div className={styles['door']}>
      <Icon aria-hidden size="1.4em" />
      <div>
        <Link className={styles['doorLink'] ?? ''} href={href}>
          {words}
        </Link>
        <p className={styles['hint']}>{hint}</p>
      </div>
    </div>
  );
}
