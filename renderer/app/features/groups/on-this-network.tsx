import { Radar, X } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { NetworkView } from '../../../../shared/ipc/lan-links.ts';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { foundWords } from '../../text/reach-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Soft } from '../../ui/page.tsx';
import styles from './groups.module.css';
import { useNetworks } from './use-networks.ts';

/** Members on the same network: what looking there means, each network of this computer, and what was found. */
export function OnThisNetwork({ reach: { onNetwork } }: { readonly reach: ReachView }) {
  const { say, when } = useText();
  const networks = useNetworks();
  const isLooking = networks?.some(({ state }) => state === 'looking') ?? false;
  const found = isLooking ? foundWords(onNetwork, when) : null;
  return (
    <>
      <p>{say('lan.intro')}</p>
      <p>{say('lan.noticed')}</p>
      <Soft>{say('lan.lasts')}</Soft>
      {networks?.length === 0 && <Soft>{say('lan.networks.none')}</Soft>}
      {networks !== null && networks.length > 0 && (
        <ul className={styles['servers']} aria-label={say('lan.networks')}>
          {networks.map((network) => (
            <OneNetwork key={network.id} network={network} />
          ))}
        </ul>
      )}
      <div role="status">
        {found && <p>{say(found.id, found.values)}</p>}
        {found && onNetwork?.places === 0 && <Soft>{say('lan.found.step')}</Soft>}
      </div>
    </>
  );
}

function OneNetwork({ network }: { readonly network: NetworkView }) {
  const { main } = useApp();
  const { say, error } = useText();
  const [problem, setProblem] = useState<AppError | null>(null);
  const { id, state } = network;
  const where = { device: network.device, address: network.address };
  const isOn = state === 'looking' || state === 'starting';
  const act = state === 'failed' ? 'again' : isOn ? 'stop' : 'look';
  const change = async () => {
    const answer = await (isOn ? main.ask.leaveNetwork({ id }) : main.ask.lookOnNetwork({ id }));
    setProblem(answer.ok ? null : answer.error);
  };
  return (
    <li className={styles['server']}>
      <div>
        <p>{say('lan.network', where)}</p>
        <p className={styles['hint']}>{say(`lan.${state}`)}</p>
      </div>
      <Button
        look={isOn ? 'quiet' : 'plain'}
        icon={isOn ? X : Radar}
        name={say(`lan.${act}.name`, where)}
        onPress={change}
      >
        {say(`lan.${act}`)}
      </Button>
      {problem && (
        <Note tone="careful" isLive>
          {error(problem)}
        </Note>
      )}
    </li>
  );
}
