import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import styles from './rows.module.css';

/** A list of places to go to. */
export function Rows({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <ul className={styles['rows']} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  readonly href: string;
  readonly children: ReactNode;
  /** Quiet words under or beside the first ones. */
  readonly beside?: ReactNode;
  /** The first words are somebody's own, set as a page. */
  readonly isPage?: boolean;
}

/** One row: all of it is the link. */
export function Row({ href, children, beside, isPage = false }: RowProps) {
  return (
    <li>
      <Link className={styles['row'] ?? ''} href={href}>
        <span className={isPage ? styles['page'] : styles['words']}>{children}</span>
        {beside !== undefined && <span className={styles['beside']}>{beside}</span>}
      </Link>
    </li>
  );
}
