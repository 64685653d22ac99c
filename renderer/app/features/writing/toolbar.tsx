import { Bold, Heading, Italic, List, ListOrdered, type LucideIcon, Quote, Redo2, Undo2 } from 'lucide-react';
import type { Command, EditorState } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { Button, Group, ToggleButton, Toolbar as AriaToolbar } from 'react-aria-components';
import { redoCommand, undoCommand } from 'y-prosemirror';
import { useText } from '../../text/use-text.ts';
import { hasStyle, STYLES, type Style, styleCommand } from './editing.ts';
import styles from './editor.module.css';

const ICONS: Readonly<Record<Style, LucideIcon>> = {
  bold: Bold,
  italic: Italic,
  heading: Heading,
  quote: Quote,
  bullets: List,
  numbers: ListOrdered,
};

/** A quiet row of words above the page; everything in it has a key as well. */
export function Toolbar({ view, state }: { readonly view: EditorView | null; readonly state: EditorState | null }) {
  const { say } = useText();
  const run = (command: Command) => {
    if (!view) return;
    command(view.state, view.dispatch, view);
    view.focus();
  };
  return (
    <AriaToolbar aria-label={say('writing.toolbar')} className={styles['toolbar'] ?? ''}>
      <Group className={styles['toolGroup'] ?? ''}>
        {STYLES.map((style) => {
          const Icon = ICONS[style];
          return (
            <ToggleButton
              key={style}
              className={styles['tool'] ?? ''}
              isSelected={state !== null && hasStyle(state, style)}
              onPress={() => run(styleCommand(style))}
            >
              <Icon aria-hidden size="1em" />
              {say(`writing.${style}`)}
            </ToggleButton>
          );
        })}
      </Group>
      <Group className={styles['toolGroup'] ?? ''}>
        <Button className={styles['tool'] ?? ''} onPress={() => run(undoCommand)}>
          <Undo2 aria-hidden size="1em" />
          {say('writing.undo')}
        </Button>
        <Button className={styles['tool'] ?? ''} onPress={() => run(redoCommand)}>
          <Redo2 aria-hidden size="1em" />
          {say('writing.redo')}
        </Button>
      </Group>
    </AriaToolbar>
  );
}
