/** The project's own signalling server on a port of this machine, which a test can take away and bring back. */
import { performance } from 'node:perf_hooks';
import { createSignallingServer, DEFAULT_BOUNDS, type SignallingServer } from '../../main/keeper/signalling.ts';

/** A meeting place at a fixed address. */
export interface MeetingPlace {
  /** `ws://127.0.0.1:PORT`; stays the same while it is stopped and started. */
  readonly address: string;
  readonly port: number;
  /** Ends every connection and answers nobody until {@link MeetingPlace.start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Opens a meeting place on a free port. */
export async function openMeetingPlace(): Promise<MeetingPlace> {
  const create = (): SignallingServer =>
    createSignallingServer({ ...DEFAULT_BOUNDS, now: () => performance.now(), clock: () => Date.now() });
  let server: SignallingServer | null = create();
  const port = await server.listen(0, '127.0.0.1');
  return {
    address: `ws://127.0.0.1:${port}`,
    port,
    stop: async () => {
      await server?.close();
      server = null;
    },
    start: async () => {
      if (server !== null) return;
      server = create();
      await server.listen(port, '127.0.0.1');
    },
  };
}
