import type { GroupId, RecordId } from '../../../../shared/brand.ts';
import type { ThreadView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { classNames } from '../../ui/class-names.ts';
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
      <Answer of={thread}>
        {({ post, comments }) => (
          <>
            {post ? <ThreadEntry entry={post} /> : <Soft>{say('thread.missingPost')}</Soft>}
            <Replies comments={comments} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Replies({ comments }: Pick<ThreadView, 'comments'>) {
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
              <ThreadEntry entry={entry} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
