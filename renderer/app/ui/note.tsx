import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './note.module.css';

interface NoteProps {
  readonly children: ReactNode;
  readonly title?: string;
  /** `group`: about the people; `careful`: something did not work. */
  readonly tone?: 'plain' | 'group' | 'careful';
  /** Said at once by a screen reader: for answers to what somebody just did. */
  readonly isLive?: boolean;
}

/** A few words set apart from the rest of the page. */
export function Note({ children, title, tone = 'plain', isLive = false }: NoteProps) {
  return (
    <div className={classNames(styles['note'], styles[tone])} role={isLive ? 'alert' : undefined}>
      {title !== undefined && <strong className={styles['title']}>{title}</strong>}
      {children}
    </div>
  );
}
