/** The commands, keys and typing habits of the page. */
import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import { inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import type { MarkType, NodeType } from 'prosemirror-model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState, Plugin } from 'prosemirror-state';
import { redoCommand, undoCommand } from 'y-prosemirror';
import { pageSchema } from './schema.ts';

const { nodes, marks } = pageSchema;

/** What the toolbar offers. */
export const STYLES = ['bold', 'italic', 'heading', 'quote', 'bullets', 'numbers'] as const;
/** One of {@link STYLES}. */
export type Style = (typeof STYLES)[number];

/** Whether the selection has the style. */
export function hasStyle(state: EditorState, style: Style): boolean {
  switch (style) {
    case 'bold':
      return hasMark(state, marks.strong);
    case 'italic':
      return hasMark(state, marks.em);
    case 'heading':
      return state.selection.$from.parent.type === nodes.heading;
    case 'quote':
      return isInside(state, nodes.blockquote);
    case 'bullets':
      return isInside(state, nodes.bullet_list);
    case 'numbers':
      return isInside(state, nodes.ordered_list);
  }
}

/** The command that turns a style on, or off where it is on. */
export function styleCommand(style: Style): Command {
  switch (style) {
    case 'bold':
      return toggleMark(marks.strong);
    case 'italic':
      return toggleMark(marks.em);
    case 'heading':
      return (state, dispatch) =>
        (hasStyle(state, 'heading') ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level: 1 }))(
          state,
          dispatch,
        );
    case 'quote':
      return (state, dispatch) => (hasStyle(state, 'quote') ? lift : wrapIn(nodes.blockquote))(state, dispatch);
    case 'bullets':
      return listCommand(nodes.bullet_list, 'bullets');
    case 'numbers':
      return listCommand(nodes.ordered_list, 'numbers');
  }
}

function listCommand(list: NodeType, style: Style): Command {
  return (state, dispatch) =>
    (hasStyle(state, style) ? liftListItem(nodes.list_item) : wrapInList(list))(state, dispatch);
}

function hasMark(state: EditorState, mark: MarkType): boolean {
  const { from, $from, to, empty } = state.selection;
  if (empty) return mark.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  return state.doc.rangeHasMark(from, to, mark);
}

function isInside(state: EditorState, type: NodeType): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type === type) return true;
  }
  return false;
}

const insertBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

/** Keys and typing habits ("# ", "> ", "- ", "1. ") as plugins. */
export const editingPlugins = (): Plugin[] => [
  inputRules({
    rules: [
      textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1]?.length ?? 1 })),
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
      wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
      wrappingInputRule(/^1[.)]\s$/, nodes.ordered_list),
    ],
  }),
  keymap({
    'Mod-z': undoCommand,
    'Mod-y': redoCommand,
    'Shift-Mod-z': redoCommand,
    'Mod-b': styleCommand('bold'),
    'Mod-i': styleCommand('italic'),
    'Mod-Alt-1': styleCommand('heading'),
    'Mod-Shift-9': styleCommand('quote'),
    'Mod-Shift-8': styleCommand('bullets'),
    'Mod-Shift-7': styleCommand('numbers'),
    // Tab stays the key that leaves the page, so that nobody is caught in it; lists are nested with brackets.
    'Mod-]': sinkListItem(nodes.list_item),
    'Mod-[': liftListItem(nodes.list_item),
    Enter: splitListItem(nodes.list_item),
    'Shift-Enter': insertBreak,
  }),
  keymap(baseKeymap),
];
