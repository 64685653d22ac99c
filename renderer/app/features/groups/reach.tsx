import { X } from 'lucide-react';
import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { serverWords, touchWords } from '../../text/reach-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Soft } from '../../ui/page.tsx';
import styles from './groups.module.css';

interface ReachProps {
  readonly reach: ReachView;
  /** When given, meeting places can be removed from that group. */
  readonly groupId?: GroupId;
}

/** The paths to the others, in words: who is in touch, when anything last passed, and each meeting place. */
export function Reach({ reach, groupId }: ReachProps) {
  const { say, names, when } = useText();
  const { lastExchangeAt, servers } = reach;
  const touch = touchWords(reach, names);
  return (
    <>
      <p>{touch === null ? say('reach.now.nobody') : say(touch.id, touch.values)}</p>
      <Soft>{lastExchangeAt === null ? say('reach.never') : say('reach.last', { when: when(lastExchangeAt) })}</Soft>
      {reach.directFailedAt !== null && <Note>{say('paths.directFailed', { when: when(reach.directFailedAt) })}</Note>}
      <h3>{say('reach.servers')}</h3>
      {servers.length === 0 ? (
        <Soft>{say('reach.servers.none')}</Soft>
      ) : (
        <ul className={styles['servers']} aria-label={say('reach.servers')}>
          {servers.map((server) => (
            <Server key={server.address} server={server} reach={reach} groupId={groupId} />
          ))}
        </ul>
      )}
    </>
  );
}

interface ServerProps {
  readonly server: ReachView['servers'][number];
  readonly reach: ReachView;
  readonly groupId: GroupId | undefined;
}

function Server({ server, reach, groupId }: ServerProps) {
  const { engine } = useApp();
  const { say, when, error } = useText();
  const [problem, setProblem] = useState<AppError | null>(null);
  const words = serverWords(server, when);
  const remove = async (group: GroupId) => {
    const servers = reach.servers.map((other) => other.address).filter((address) => address !== server.address);
    const answer = await engine.call.setServers({ groupId: group, servers });
    setProblem(answer.ok ? null : answer.error);
  };
  return (
    <li className={styles['server']}>
      <div>
        <p className={styles['address']} dir="ltr">
          {server.address}
        </p>
        <p className={styles['hint']}>{say(words.id, words.values)}</p>
      </div>
      {groupId !== undefined && (
        <Button
          look="quiet"
          icon={X}
          name={say('reach.server.remove.name', { address: server.address })}
          onPress={() => remove(groupId)}
        >
          {say('reach.server.remove')}
        </Button>
      )}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
    </li>
  );
}
