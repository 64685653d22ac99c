import { useEffect, useState } from 'react';
import type { NetworkView } from '../../../../shared/ipc/lan-links.ts';
import { useApp } from '../../app-parts.ts';

/** The networks that this computer is on and what is done there, kept as they are; null until main has answered. */
export function useNetworks(): readonly NetworkView[] | null {
  const { main } = useApp();
  const [networks, setNetworks] = useState<readonly NetworkView[] | null>(null);
  useEffect(() => {
    let isGone = false;
    const ask = async (): Promise<void> => {
      const answer = await main.ask.listNetworks({});
      if (!isGone && answer.ok) setNetworks(answer.value);
    };
    const stop = main.hear('networksChanged', () => void ask());
    void ask();
    return () => {
      isGone = true;
      stop();
    };
  }, [main]);
  return networks;
}
