import { classNames } from './class-names.ts';
import styles from './member-mark.module.css';

/** The first letter of a name on a quiet colour: a help for the eye beside the name, never instead of it. */
export function MemberMark({ name, colour }: { readonly name: string; readonly colour: number }) {
  const first = [...name.trim()][0]?.toLocaleUpperCase() ?? '';
  return (
    <span aria-hidden className={classNames(styles['mark'], styles[`colour${colour % 8}`])}>
      {first}
    </span>
  );
}
