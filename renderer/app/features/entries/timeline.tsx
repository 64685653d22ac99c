import { MessageCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { EntryView, NoticeView, TimelineItem } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { noticeWords } from '../../text/notice-words.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Section, Soft } from '../../ui/page.tsx';
import { usePages } from '../../use-pages.ts';
import { useQuery } from '../../use-query.ts';
import styles from './entries.module.css';
import { EntryArticle, Spread } from './entry-words.tsx';
import { ReactionList, ReactMenu } from './reactions.tsx';

const timeOf = (item: TimelineItem): number => (item.item === 'entry' ? item.entry.writtenAt : item.notice.at);

/** What the group wrote, newest first. Looking at it is all it takes to have seen it; nobody is told. */
export function Timeline({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say } = useText();
  const { pages, more, load } = usePages(
    (before, limit) => engine.call.listTimeline({ groupId, before, limit }),
    timeOf,
  );
  const timeline = useQuery(`timeline ${groupId} ${pages}`, load, ['timelineChanged', 'groupChanged'], groupId);
  useEffect(() => {
    if (timeline.state === 'ready') void engine.call.markSeen({ groupId });
  }, [engine, groupId, timeline]);
  return (
    <Section title={say('group.entries')} isTitleHidden>
      <Answer of={timeline}>
        {({ rows, hasEarlier }) => (
          <>
            {rows.every((item) => item.item === 'notice') && <Soft>{say('group.empty')}</Soft>}
            <ul className={styles['timeline']}>
              {rows.map((item) =>
                item.item === 'entry' ? (
                  <li key={item.entry.recordId}>
                    <Post entry={item.entry} />
                  </li>
                ) : (
                  <li key={item.notice.op}>
                    <Notice notice={item.notice} />
                  </li>
                ),
              )}
            </ul>
            {hasEarlier && (
              <Button look="quiet" onPress={more}>
                {say('group.earlier')}
              </Button>
            )}
          </>
        )}
      </Answer>
    </Section>
  );
}

function Post({ entry }: { readonly entry: EntryView }) {
  const { say } = useText();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <EntryArticle entry={entry} label={say('entry.post.label', { name: entry.authorName })}>
      <ReactionList entry={entry} />
      <div className={styles['foot']}>
        <LinkButton look="quiet" icon={MessageCircle} href={`/group/${entry.groupId}/entry/${entry.recordId}`}>
          {say('entry.open', { count: entry.commentCount })}
        </LinkButton>
        <ReactMenu entry={entry} onResult={setProblem} />
        <Spread entry={entry} />
      </div>
      {problem !== null && (
        <Note tone="careful" isLive>
          {problem}
        </Note>
      )}
    </EntryArticle>
  );
}

function Notice({ notice }: { readonly notice: NoticeView }) {
  const { say, when, names } = useText();
  const { id, values } = noticeWords(notice, { when, names });
  return <p className={styles['notice']}>{say(id, values)}</p>;
}
