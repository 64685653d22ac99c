/** The project's own signalling server on a port of this machine, which a test can take away and bring back. */
import { performance } from 'node:perf_hooks';
import { noFanOut } from '../../main/keeper/fan-out.ts';
import { createMailRoom, DEFAULT_MAIL_BOUNDS } from '../../main/keeper/mail-room.ts';
import { MAILBOX_BYTES_HELD, MAILBOX_PARCELS, type MailStore } from '../../main/keeper/mail-store.ts';
import { checksHere } from '../../main/keeper/put-check.ts';
import { openSqliteMailStore } from '../../main/keeper/sqlite-mail-store.ts';
import { createSignallingServer, DEFAULT_BOUNDS, type SignallingServer } from '../../main/keeper/signalling.ts';

/** A keeper's own bounds, and room for a test. */
const STORE_BOUNDS = {
  maxBytes: 256 * 1024 * 1024,
  mailboxParcels: MAILBOX_PARCELS,
  mailboxBytes: MAILBOX_BYTES_HELD,
};

/** A meeting place at a fixed address. */
export interface MeetingPlace {
  /** `ws://127.0.0.1:PORT`; stays the same while it is stopped and started. */
  readonly address: string;
  readonly port: number;
  /** Ends every connection and answers nobody until {@link MeetingPlace.start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Opens a meeting place on a free port; with `storeFile` it is a keeper, whose parcels outlive its stops, and which with
 * `isTicket` takes nothing without a ticket.
 */
export async function openMeetingPlace(
  storeFile: string | null = null,
  isTicket: Parameters<typeof createMailRoom>[0]['isTicket'] = null,
): Promise<MeetingPlace> {
  const now = () => performance.now();
  const clock = () => Date.now();
  let store: MailStore | null = null;
  const create = (): SignallingServer => {
    if (storeFile === null) return createSignallingServer({ ...DEFAULT_BOUNDS, now, clock });
    const opened = openSqliteMailStore(storeFile, STORE_BOUNDS, () => crypto.getRandomValues(new Uint8Array(16)));
    if (!opened.ok) throw new Error(opened.error.tag);
    store = opened.value;
    const mail = createMailRoom({
      store,
      checks: checksHere,
      isTicket,
      fanOut: noFanOut,
      bounds: DEFAULT_MAIL_BOUNDS,
      clock,
      now,
    });
    return createSignallingServer({ ...DEFAULT_BOUNDS, now, clock, mail });
  };
  let server: SignallingServer | null = create();
  const port = await server.listen(0, '127.0.0.1');
  return {
    address: `ws://127.0.0.1:${port}`,
    port,
    stop: async () => {
      await server?.close();
      await store?.close();
      server = null;
      store = null;
    },
    start: async () => {
      if (server !== null) return;
      server = create();
      await server.listen(port, '127.0.0.1');
    },
  };
}
