import { Heart } from 'lucide-react';
import { type EntryView, REACTIONS, type Reaction } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Menu } from '../../ui/menu.tsx';
import styles from './entries.module.css';

/** The reactions an entry has, each with the names of those who gave it: people, not counts. */
export function ReactionList({ entry }: { readonly entry: EntryView }) {
  const { say, names } = useText();
  const given = entry.reactions.filter((reaction) => reaction.names.length > 0);
  if (given.length === 0) return null;
  return (
    <ul className={styles['reactions']} aria-label={say('react.list')}>
      {given.map((reaction) => (
        <li key={reaction.reaction} className={styles['reaction']} data-mine={reaction.mine || undefined}>
          {say('react.from', { reaction: say(`react.${reaction.reaction}`), names: names(reaction.names) })}
        </li>
      ))}
    </ul>
  );
}

const TAKE_BACK = 'take-back' as const;

interface ReactMenuProps {
  readonly entry: EntryView;
  /** What went wrong, for the page to show. */
  readonly onResult: (problem: string | null) => void;
}

/** Five supportive reactions; one of them at a time, and it can be taken back. */
export function ReactMenu({ entry, onResult }: ReactMenuProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const mine = entry.reactions.find((reaction) => reaction.mine)?.reaction ?? null;
  const react = async (reaction: Reaction | null) => {
    const answer = await engine.call.setReaction({ groupId: entry.groupId, target: entry.recordId, reaction });
    onResult(answer.ok ? null : error(answer.error));
  };
  const items: { id: Reaction | typeof TAKE_BACK; words: string }[] = [
    ...REACTIONS.map((reaction) => ({ id: reaction, words: say(`react.${reaction}`) })),
    ...(mine === null ? [] : [{ id: TAKE_BACK, words: say('react.takeBack') }]),
  ];
  return (
    <Menu
      open={say('react.open')}
      icon={Heart}
      label={say('react.menu')}
      items={items}
      onChoose={(id) => react(id === TAKE_BACK ? null : id)}
    />
  );
}
