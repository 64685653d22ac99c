import { PenLine, Reply } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { EntryView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { DraftForm } from './draft-form.tsx';
import styles from './entries.module.css';
import { EntryArticle, Spread } from './entry-words.tsx';
import { ReactionList, ReactMenu } from './reactions.tsx';

type Doing = 'reading' | 'replying' | 'editing';

interface ThreadEntryProps {
  readonly entry: EntryView;
  /** True when this person may answer and change entries in this group. */
  readonly mayWrite: boolean;
}

/** An entry in its conversation, with a place to answer it or, if it is one's own, to change it. */
export function ThreadEntry({ entry, mayWrite }: ThreadEntryProps) {
  const { say } = useText();
  const [doing, setDoing] = useState<Doing>('reading');
  const [problem, setProblem] = useState<string | null>(null);
  const label = say(entry.parent === null ? 'entry.post.label' : 'entry.reply.label', { name: entry.authorName });
  return (
    <EntryArticle entry={entry} label={label}>
      <ReactionList entry={entry} />
      <div className={styles['foot']}>
        {mayWrite && (
          <Button look="quiet" icon={Reply} onPress={() => setDoing('replying')}>
            {say('thread.reply')}
          </Button>
        )}
        <ReactMenu entry={entry} onResult={setProblem} />
        {mayWrite && entry.isMine && (
          <Button look="quiet" icon={PenLine} onPress={() => setDoing('editing')}>
            {say('thread.edit')}
          </Button>
        )}
        <Spread entry={entry} />
      </div>
      {problem !== null && (
        <Note tone="careful" isLive>
          {problem}
        </Note>
      )}
      {doing !== 'reading' && <Answering key={doing} entry={entry} doing={doing} onDone={() => setDoing('reading')} />}
    </EntryArticle>
  );
}

interface AnsweringProps {
  readonly entry: EntryView;
  readonly doing: 'replying' | 'editing';
  readonly onDone: () => void;
}

function Answering({ entry, doing, onDone }: AnsweringProps) {
  const { engine } = useApp();
  const { say } = useText();
  const { groupId, recordId } = entry;
  const open = useCallback(
    () =>
      doing === 'editing'
        ? engine.call.editEntry({ groupId, recordId })
        : engine.call.openDraft({ groupId, parent: recordId, fromJournal: null }),
    [engine, groupId, recordId, doing],
  );
  return (
    <div className={styles['answering']}>
      <DraftForm
        groupId={groupId}
        open={open}
        label={doing === 'editing' ? say('thread.editing') : say('thread.replying', { name: entry.authorName })}
        shareWords={doing === 'editing' ? say('thread.edit.share') : say('thread.reply.share')}
        isSmall
        onDone={onDone}
      />
    </div>
  );
}
