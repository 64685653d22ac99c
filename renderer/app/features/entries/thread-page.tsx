import type { GroupId, RecordId } from '../../../../shared/brand.ts';
import type { ThreadView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Note } from '../../ui/note.tsx';
import { Page, Section, Soft } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { useGroup } from '../groups/use-group.ts';
import styles from './entries.module.css';
import { ThreadEntry } from './thread-entry.tsx';

/** Beyond this depth replies are no longer stepped in. */
const DEEPEST_STEP = 4;

/** One post with all that was answered. */
export function ThreadPage({ groupId, recordId }: { readonly groupId: GroupId; readonly recordId: RecordId }) {
  const { engine } = useApp();
  const { say } = useText();
  const group = useGroup(groupId);
  // A listener reads and reacts; until the group is known nothing is offered that might be refused.
  const mayWrite = group.state === 'ready' && group.value.me.role !== 'listener';
  const thread = useQuery(
    `thread ${groupId} ${recordId}`,
    () => engine.call.viewThread({ groupId, recordId }),
    ['timelineChanged'],
    groupId,
  );
  return (
    <Page
      title={say('thread.title')}
      back={{
        href: `/group/${groupId}`,
        place: group.state === 'ready' ? group.value.name : say('place.groups'),
      }}
    >
      {group.state === 'ready' && group.value.keyDue && <Note tone="group">{say('group.keyDue')}</Note>}
      <Answer of={thread}>
        {({ post, comments }) => (
          <>
            {post ? <ThreadEntry entry={post} mayWrite={mayWrite} /> : <Soft>{say('thread.missingPost')}</Soft>}
            <Replies comments={comments} mayWrite={mayWrite} />
          </>
        )}
      </Answer>
    </Page>
  );
}

interface RepliesProps extends Pick<ThreadView, 'comments'> {
  readonly mayWrite: boolean;
}

function Replies({ comments, mayWrite }: RepliesProps) {
  const { say } = useText();
  return (
    <Section title={say('thread.replies')}>
      {comments.length === 0 ? (
        <Soft>{say('thread.noReplies')}</Soft>
      ) : (
        <ul className={styles['replies']}>
          {comments.map(({ entry, depth, parentMissing }) => (
            <li
              key={entry.recordId}
              className={classNames(styles['reply'], styles[`depth${Math.min(depth, DEEPEST_STEP)}`])}
            >
              {parentMissing && <p className={styles['missing']}>{say('thread.missingParent')}</p>}
              <ThreadEntry entry={entry} mayWrite={mayWrite} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
