import { EditorState, Plugin } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { useEffect, useRef, useState } from 'react';
import { initProseMirrorDoc, ySyncPlugin, yUndoPlugin } from 'y-prosemirror';
import { useText } from '../../text/use-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { Note } from '../../ui/note.tsx';
import readingStyles from '../../ui/rich-text.module.css';
import { editingPlugins } from './editing.ts';
import styles from './editor.module.css';
import { hasForeignContent, plainParagraphs } from './foreign-content.ts';
import type { PageSession } from './page-session.ts';
import { pageSchema } from './schema.ts';
import { Toolbar } from './toolbar.tsx';

interface EditorProps {
  readonly session: PageSession;
  /** Accessible name of the page. */
  readonly label: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly autoFocus?: boolean;
  /** A lower page, for replies. */
  readonly small?: boolean;
}

/** A page to write on, bound to the session's document. */
export function Editor(props: EditorProps) {
  const { say } = useText();
  const [foreign] = useState(() => hasForeignContent(props.session.body));
  if (!foreign) return <BoundEditor {...props} />;
  return (
    <div>
      <Note>{say('writing.newer')}</Note>
      <div className={readingStyles['text']}>
        {plainParagraphs(props.session.body).map((paragraph, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing here ever moves.
          <p key={index}>{paragraph}</p>
        ))}
      </div>
    </div>
  );
}

function BoundEditor({ session, label, placeholder, readOnly = false, autoFocus = false, small = false }: EditorProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [state, setState] = useState<EditorState | null>(null);

  useEffect(() => {
    if (!holder.current) return;
    const bound = bindView(holder.current, session, { label, placeholder: placeholder ?? '', readOnly }, setState);
    setView(bound);
    setState(bound.state);
    if (autoFocus) bound.focus();
    return () => {
      setView(null);
      bound.destroy();
    };
  }, [session, label, placeholder, readOnly, autoFocus]);

  return (
    <div className={styles['editor']} data-small={small || undefined} data-read-only={readOnly || undefined}>
      {!readOnly && <Toolbar view={view} state={state} />}
      <div ref={holder} className={classNames(styles['holder'], readingStyles['text'])} />
    </div>
  );
}

interface Look {
  readonly label: string;
  readonly placeholder: string;
  readonly readOnly: boolean;
}

function bindView(place: HTMLElement, session: PageSession, look: Look, onState: (state: EditorState) => void) {
  const isEmpty = session.body.length === 0;
  // An empty record has no paragraph yet; the schema's own empty page stands in for it, and nothing is written.
  const loaded = isEmpty ? null : initProseMirrorDoc(session.body, pageSchema);
  return new EditorView(place, {
    state: EditorState.create({
      schema: pageSchema,
      ...(loaded ? { doc: loaded.doc } : {}),
      plugins: [
        ySyncPlugin(session.body, loaded ? { mapping: loaded.mapping } : {}),
        yUndoPlugin(),
        placeholderPlugin(look.placeholder),
        ...editingPlugins(),
      ],
    }),
    editable: () => !look.readOnly,
    attributes: {
      role: look.readOnly ? 'document' : 'textbox',
      'aria-label': look.label,
      dir: 'auto',
      ...(look.readOnly ? {} : { 'aria-multiline': 'true', spellcheck: 'true' }),
      class: styles['page'] ?? '',
    },
    handleDOMEvents: {
      blur: () => {
        void session.save();
        return false;
      },
    },
    // The binding may dispatch while the view is being made, so `this` is the only name the view has.
    dispatchTransaction(this: EditorView, transaction) {
      this.updateState(this.state.apply(transaction));
      onState(this.state);
    },
  });
}

/** Words in an empty page that say what may go there. */
function placeholderPlugin(text: string): Plugin {
  return new Plugin({
    props: {
      attributes: (state) => {
        const only = state.doc.childCount === 1 ? state.doc.firstChild : null;
        const blank = only?.type === pageSchema.nodes.paragraph && only.content.size === 0;
        return blank && text !== '' ? { 'data-placeholder': text } : {};
      },
    },
  });
}
