import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../text/use-text.ts';
import { LinkButton } from './button.tsx';
import styles from './page.module.css';

interface PageProps {
  /** The heading of the page. */
  readonly title: string;
  readonly children: ReactNode;
  /** Words under the heading. */
  readonly below?: ReactNode;
  /** Where Esc and the link above the heading lead. */
  readonly back?: { readonly href: string; readonly place: string };
  /** The main action, beside the heading. */
  readonly action?: ReactNode;
  /** Something on the page takes the focus itself, so the heading does not. */
  readonly keepFocus?: boolean;
}

/** One page of the app: heading, main action, content; the focus begins at the heading. */
export function Page({ title, below, back, action, children, keepFocus = false }: PageProps) {
  const { say } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!keepFocus) heading.current?.focus();
  }, [keepFocus]);
  useEscape(back?.href);
  return (
    <div className={styles['page']}>
      {back && (
        <div className={styles['back']}>
          <LinkButton look="quiet" icon={ArrowLeft} href={back.href}>
            {say('common.back', { place: back.place })}
          </LinkButton>
        </div>
      )}
      <header className={styles['head']}>
        <div className={styles['title']}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {below !== undefined && <div className={styles['below']}>{below}</div>}
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

/** Esc goes back, unless something on top of the page takes it first. */
function useEscape(href: string | undefined) {
  const [, navigate] = useLocation();
  useEffect(() => {
    if (href === undefined) return;
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]')) return;
      navigate(href);
    };
    // While it comes down, since the editor keeps Esc to itself; what is on top of the page was looked for above.
    window.addEventListener('keydown', leave, true);
    return () => window.removeEventListener('keydown', leave, true);
  }, [href, navigate]);
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The heading is there for screen readers alone. */
  readonly isTitleHidden?: boolean;
}

/** A part of a page under a heading of its own. */
export function Section({ title, children, isTitleHidden = false }: SectionProps) {
  return (
    <section className={styles['section']}>
      <h2 className={isTitleHidden ? styles['hidden'] : styles['sectionTitle']}>{title}</h2>
      {children}
    </section>
  );
}

/** Buttons in a row that wraps. */
export function Actions({ children }: { readonly children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>;
}

/** Soft words: what may go here, what happens next. */
export function Soft({ children }: { readonly children: ReactNode }) {
  return <p className={styles['soft']}>{children}</p>;
}
