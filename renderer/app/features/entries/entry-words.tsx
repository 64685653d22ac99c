import { HardDrive, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EntryView } from '../../../../shared/ipc/views.ts';
import { useText } from '../../text/use-text.ts';
import { MemberMark } from '../../ui/member-mark.tsx';
import { RichText } from '../../ui/rich-text.tsx';
import styles from './entries.module.css';

/** Who wrote an entry and when. */
export function EntryBy({ entry }: { readonly entry: EntryView }) {
  const { say, when, who } = useText();
  return (
    <div className={styles['by']}>
      <MemberMark name={entry.authorName} colour={entry.authorColour} />
      <div>
        <span className={styles['author']}>
          {entry.isMine ? say('entry.mine', { name: entry.authorName }) : who(entry.authorName)}
        </span>
        <span className={styles['when']}>
          <time dateTime={new Date(entry.writtenAt).toISOString()}>{when(entry.writtenAt)}</time>
          {entry.edited && ` · ${say('entry.edited')}`}
          {entry.timeUnsure && ` · ${say('entry.timeUnsure')}`}
        </span>
      </div>
    </div>
  );
}

/** How far an entry has come, in words. */
export function Spread({ entry }: { readonly entry: EntryView }) {
  const { spread } = useText();
  const Icon = entry.spread.state === 'here' ? HardDrive : UsersRound;
  return (
    <span className={styles['spread']}>
      <Icon aria-hidden size="1em" />
      {spread(entry.spread)}
    </span>
  );
}

interface EntryArticleProps {
  readonly entry: EntryView;
  readonly label: string;
  /** What stands below the words. */
  readonly children: ReactNode;
}

/** One entry: its author, its words, and what one can do with it. */
export function EntryArticle({ entry, label, children }: EntryArticleProps) {
  return (
    <article className={styles['entry']} aria-label={label}>
      <EntryBy entry={entry} />
      <RichText blocks={entry.blocks} />
      {children}
    </article>
  );
}
