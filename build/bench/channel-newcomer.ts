/**
 * The receiving computer of channel-sync.ts, a process of its own: told by its
 * parent what comes, it takes everything in, reads it once and says so. Told
 * over the port between the two, never on a command line.
 */
import * as Y from 'yjs';
import type { GroupId, OpId } from '../../shared/brand.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import type { Identity } from '../../shared/group/identity.ts';
import type { PeerSignal } from '../../renderer/net/peer-host.ts';
import type Peer from '../../renderer/net/peer.ts';
import { driveSessions, type EndEvents, openEnd, type SessionDrive } from './channel-end.ts';
import { type BenchMember, openMember } from './group-in-node.ts';

/** What is sent: sealed entries by sessions, plain Yjs updates, or the same bytes with nothing done to them. */
export type Kind = 'sealed' | 'plain' | 'raw';

/** What the parent says. */
export type ToNewcomer =
  | {
      readonly is: 'begin';
      readonly kind: Kind;
      /** Who the newcomer is, and how many entries make it complete; null unless sealed. */
      readonly member: {
        readonly groupId: GroupId;
        readonly genesisHash: OpId;
        readonly identity: Identity;
        readonly entries: number;
      } | null;
      /** Bytes that will come; 0 when sealed. */
      readonly bytes: number;
    }
  | { readonly is: 'signal'; readonly signal: PeerSignal }
  | { readonly is: 'end' };

/** What the newcomer says. `records` and `characters`: what it could read. */
export type FromNewcomer =
  | { readonly is: 'ready' }
  | { readonly is: 'signal'; readonly signal: PeerSignal }
  | { readonly is: 'done'; readonly records: number; readonly characters: number };

/** Says that this end is open, in the place of a session's greeting. */
const GREETING = Uint8Array.of(1);

const say = (message: FromNewcomer): void => void process.send?.(message);

/** Reads every post and reply as the person would: proof that all of it came and is readable. */
export function readRecords({ store }: BenchMember): { records: number; characters: number } {
  const rows = [CONTENT_KIND.post, CONTENT_KIND.comment].flatMap((kind) => [...store.recordsOfKind(kind)]);
  return { records: rows.length, characters: rows.reduce((sum, { value }) => sum + value.length, 0) };
}

/** Places of chains that are held. */
const entriesHeld = ({ replica }: BenchMember): number => replica.frontier().reduce((sum, row) => sum + row.seq, 0);

function takeSealed(member: BenchMember, entries: number, peer: () => Peer): SessionDrive {
  let isDone = false;
  return driveSessions(member, peer, () => {
    if (isDone || entriesHeld(member) < entries) return;
    isDone = true;
    say({ is: 'done', ...readRecords(member) });
  });
}

/** Updates come one behind the other, each after its length (u32), cut into frames wherever they are full. */
function takePlain(bytes: number, peer: () => Peer): EndEvents {
  const doc = new Y.Doc();
  let rest = new Uint8Array(0);
  let taken = 0;
  return {
    onOpened: () => peer().sendFrame(GREETING),
    onDrained: () => undefined,
    onFrame(frame) {
      taken += frame.length;
      const all = new Uint8Array(rest.length + frame.length);
      all.set(rest);
      all.set(frame, rest.length);
      const view = new DataView(all.buffer);
      let at = 0;
      while (at + 4 <= all.length) {
        const length = view.getUint32(at);
        if (at + 4 + length > all.length) break;
        Y.applyUpdate(doc, all.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      rest = all.slice(at);
      if (taken < bytes) return;
      const records = [...doc.getMap('records').values()] as Y.Map<string>[];
      const characters = records.reduce((sum, record) => sum + (record.get('text')?.length ?? 0), 0);
      say({ is: 'done', records: records.length, characters });
    },
  };
}

function takeRaw(bytes: number, peer: () => Peer): EndEvents {
  let taken = 0;
  return {
    onOpened: () => peer().sendFrame(GREETING),
    onDrained: () => undefined,
    onFrame(frame) {
      taken += frame.length;
      if (taken >= bytes) say({ is: 'done', records: 0, characters: 0 });
    },
  };
}

/** Runs as the child; importing the file alone does nothing. */
async function listen(): Promise<void> {
  await cryptoReady;
  let peer: Peer | null = null;
  let drive: SessionDrive | null = null;
  process.on('message', (message: ToNewcomer) => {
    if (message.is === 'signal') peer?.signal(message.signal);
    else if (message.is === 'end') {
      drive?.stop();
      peer?.destroy();
    } else {
      const { kind, member, bytes } = message;
      const there = (): Peer => peer as Peer;
      drive =
        member && takeSealed(openMember(member.groupId, member.genesisHash, member.identity), member.entries, there);
      const events = drive?.events ?? (kind === 'plain' ? takePlain(bytes, there) : takeRaw(bytes, there));
      peer = openEnd(false, (signal) => say({ is: 'signal', signal }), events);
      say({ is: 'ready' });
    }
  });
}

if (process.send !== undefined && process.argv[2] === 'newcomer') await listen();
