/**
 * Tells the engine which networks this computer is on, so that it knows when it
 * is on one that is paid by the megabyte (SPEC MT5): every engine as soon as it
 * is there, and the one of now when something changed.
 */
import { type LanNetwork, MAX_TOLD_NETWORKS } from '../../shared/ipc/lan-links.ts';
import type { LanSide } from './engine-process.ts';
import type { Network } from './networks.ts';

/** How often this computer's networks are looked at, milliseconds: reading two of the system's lists costs nothing. */
const LOOK_MS = 5_000;

/** What this is made of. */
export interface NetworksToldParts {
  readonly networks: () => readonly Network[];
  /** The engine of now. */
  readonly engine: () => Pick<LanSide, 'networksAre'> | null;
  /** Runs `work` again and again. */
  readonly every: (ms: number, work: () => void) => void;
}

/** See the file's head. */
export interface NetworksTold {
  /** An engine has started. */
  greet(engine: Pick<LanSide, 'networksAre'>): void;
}

/** Looks from now on. */
export function createNetworksTold({ networks, engine, every }: NetworksToldParts): NetworksTold {
  let told = '';
  const look = (): readonly LanNetwork[] =>
    networks()
      .slice(0, MAX_TOLD_NETWORKS)
      .map(({ id, device, address }) => ({ id, device, address }));
  every(LOOK_MS, () => {
    const now = look();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    engine()?.networksAre(now);
  });
  return {
    greet(one) {
      const now = look();
      told = JSON.stringify(now);
      one.networksAre(now);
    },
  };
}
