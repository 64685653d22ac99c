import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, EntryId, GroupId, MemberId, RecordId } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { openDatabase } from './database.ts';
import { createDocumentUpdates } from './document-updates.ts';
import { createDraftTable } from './draft-table.ts';
import { forgetGroup } from './forget-group.ts';
import { createGroupStore } from './group-store.ts';
import { createJoinTable } from './join-table.ts';

beforeAll(() => cryptoReady);
let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Every table that has rows of groups. */
const TABLES = [
  'groups',
  'group_values',
  'chains',
  'entries',
  'entry_bytes',
  'records',
  'record_states',
  'haves',
  'drafts',
  'document_updates',
  'joins',
];

describe('forgetting a group', () => {
  it('[EG26] leaves no row of it in any table, and every row of another', () => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-forget-'));
    const path = join(folder, 'hearth.db');
    const opened = openDatabase({ path, key: new Redacted(new Uint8Array(32).fill(7)), create: true, now: 1 });
    if (!opened.ok) throw new Error(opened.error.tag);
    const db = opened.value;
    const count = (): readonly unknown[] =>
      TABLES.map((table) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

    function fill(byte: string): GroupId {
      const groupId = byte.repeat(16) as GroupId;
      const recordId = byte.repeat(16) as RecordId;
      const store = createGroupStore(db, groupId);
      const chain = { deviceId: byte.repeat(16) as DeviceId, inc: 1, lane: 'content' } as const;
      store.putEntry({
        id: byte.repeat(32) as EntryId,
        chain,
        seq: 1,
        coversFrom: 1,
        before: '00'.repeat(32) as EntryId,
        kind: CONTENT_KIND.post,
        recordId,
        status: 'applied',
        lamport: 1,
        bytes: Uint8Array.of(1),
      });
      store.putRecord({
        recordId,
        kind: CONTENT_KIND.post,
        memberId: byte.repeat(16) as MemberId,
        parent: null,
        root: recordId,
        createdAt: 1,
        lamport: 1,
        edited: false,
        deleted: false,
        arrivedAt: 1,
        latest: { ...chain, seq: 1 },
        value: '',
        state: Uint8Array.of(2),
      });
      store.putHave({ holder: byte.repeat(16) as DeviceId, chain, seq: 1 });
      store.putMeta('key', Uint8Array.of(3));
      createDraftTable(db, groupId).put({ recordId, nonce: null, kind: CONTENT_KIND.post, parent: null, updatedAt: 1 });
      createDocumentUpdates(db).append(recordId, Uint8Array.of(4));
      createJoinTable(db).put(groupId, Uint8Array.of(5));
      return groupId;
    }

    fill('aa');
    const one = count();
    expect(one).toEqual(TABLES.map(() => 1));
    const groupId = fill('bb');
    expect(count()).toEqual(TABLES.map(() => 2));
    db.transact(() => forgetGroup(db, groupId));
    expect(count()).toEqual(one);
    db.transact(() => forgetGroup(db, groupId));
    expect(count()).toEqual(one);
    expect(createGroupStore(db, 'aa'.repeat(16) as GroupId).entriesBy('aa'.repeat(16) as MemberId)).toHaveLength(1);
    db.close();
  });
});
