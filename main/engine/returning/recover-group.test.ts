import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { groupIdOf } from '../../../shared/group/identity.ts';
import { err } from '../../../shared/result.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { nodeDeflate } from '../system-ports.ts';
import { type RecoverDoors, recoverIn } from './recover-group.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(5);
const groupId = groupIdOf(new Uint8Array(32).fill(4));

describe('a log that does not take a return', () => {
  it('[RW2] leaves everything as it was: tried in a transaction that is undone, and neither vault nor store is touched', () => {
    const done: string[] = [];
    const full = { replica: { appendOp: () => err({ tag: 'LogFull' }) } } as unknown as OpenGroup;
    const group = {
      groupId,
      secrets: { groupId, genesisHash: 'genesis' },
      values: { setRecovery: () => done.push('kept') },
    } as unknown as OpenGroup;
    const doors: RecoverDoors = {
      ports: { clock: { now: () => 1_000 }, random, deflate: nodeDeflate },
      store: {
        transact(work) {
          try {
            return work();
          } catch (failure) {
            done.push('undone');
            throw failure;
          }
        },
      },
      rehearse: () => full,
      renew() {
        done.push('renewed');
        return full;
      },
      settle: () => done.push('settled'),
    };
    expect(recoverIn(doors, group, signingKeyPair(random.bytes(32)))).toEqual({ ok: false, error: { tag: 'LogFull' } });
    expect(done).toEqual(['undone']);
  });
});
