import { Search, X } from 'lucide-react';
import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ServerFinding } from '../../../../shared/ipc/main-links.ts';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { clockWords, serverWords, touchWords } from '../../text/reach-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Soft } from '../../ui/page.tsx';
import styles from './groups.module.css';

/** Who is in touch, and when anything last passed. */
export function Touch({ reach }: { readonly reach: ReachView }) {
  const { say, names, when } = useText();
  const { lastExchangeAt } = reach;
  const touch = touchWords(reach, names);
  return (
    <>
      <p>{touch === null ? say('reach.now.nobody') : say(touch.id, touch.values)}</p>
      <Soft>{lastExchangeAt === null ? say('reach.never') : say('reach.last', { when: when(lastExchangeAt) })}</Soft>
    </>
  );
}

interface MeetingPlacesProps {
  readonly reach: ReachView;
  /** When given, meeting places can be removed from that group. */
  readonly groupId?: GroupId;
}

/** Each meeting place and whether it answers, and what is known where it does not help. */
export function MeetingPlaces({ reach, groupId }: MeetingPlacesProps) {
  const { say, when } = useText();
  const { servers } = reach;
  return (
    <>
      {reach.directFailedAt !== null && <Note>{say('paths.directFailed', { when: when(reach.directFailedAt) })}</Note>}
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
  const clock = clockWords(server);
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
      {clock && <Note tone="careful">{say(clock.id, clock.values)}</Note>}
      {server.state === 'silent' && <WhySilent address={server.address} />}
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
    </li>
  );
}

/** For a meeting place that does not answer: why, and what to do about it. */
function WhySilent({ address }: { readonly address: string }) {
  const { main } = useApp();
  const { say, error } = useText();
  const [isAsking, setIsAsking] = useState(false);
  const [found, setFound] = useState<Result<ServerFinding, AppError> | null>(null);
  const ask = async () => {
    setIsAsking(true);
    setFound(await main.ask.probeServer({ address }));
    setIsAsking(false);
  };
  return (
    <div>
      <Button look="quiet" icon={Search} onPress={ask} isPending={isAsking} name={say('reach.why.name', { address })}>
        {say(isAsking ? 'reach.why.asking' : 'reach.why')}
      </Button>
      <div role="status">
        {found && <Note tone="careful">{found.ok ? say(`reach.why.${found.value}`) : error(found.error)}</Note>}
      </div>
    </div>
  );
}
