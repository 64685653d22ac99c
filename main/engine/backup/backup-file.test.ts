import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, hash, keyedHash, open as openSealed, ZERO_NONCE } from '../../../shared/crypto/crypto.ts';
import { ByteWriter, concatBytes, utf8ToText } from '../../../shared/bytes.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { backUp, createStick, oneFile, type Stick, writePage } from '../testing/backup-stories.ts';
import { createWorld, NOON, PASSPHRASE, type Person, unwrap, type World } from '../testing/engine-world.ts';
import { found, share, tagOf } from '../testing/stories.ts';
import { doorsOn } from '../testing/vault-disks.ts';
import { openVault } from '../vault/vault.ts';
import { heldVault } from '../vault/vault-disk.ts';
import { MAX_BACKUP_BYTES, START_BYTES, SUM_BYTES } from './backup-format.ts';
import { systemFiles } from './backup-files.ts';
import { openBackup, readManifest, readStore } from './read-backup.ts';

let world: World;
let stick: Stick;
let ann: Person;
let bytes: Uint8Array;
let headEnd: number;
let masterKey: Redacted<Uint8Array>;
beforeAll(async () => {
  await cryptoReady;
  world = createWorld();
  stick = createStick();
  ann = await world.person('Ann');
  const groupId = await found(ann);
  await share(ann, groupId, 'one');
  await share(ann, groupId, 'two');
  await writePage(ann, 'A canary for me alone.');
  await backUp(ann, stick.path('a.hearth-backup'));
  bytes = new Uint8Array(readFileSync(stick.path('a.hearth-backup')));
  headEnd = START_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(5);
  const whole = await openBackup(oneFile(bytes), '');
  if (!whole.ok) throw new Error(whole.error.tag);
  const vault = await openVault(doorsOn(heldVault(whole.value.head.vault)), PASSPHRASE);
  if (!vault.ok) throw new Error(vault.error.tag);
  masterKey = vault.value.masterKey;
});
afterAll(() => {
  world.end();
  stick.remove();
});

const tagFor = async (file: Uint8Array, length = file.length): Promise<string> =>
  tagOf(await openBackup(oneFile(file, length), ''));
const flipped = (at: number, mask = 1): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
};
const manifestBytes = (): number => new DataView(bytes.buffer, bytes.byteOffset + START_BYTES + 16).getUint32(0) + 16;
/** Where a chunk of the store begins. */
const chunkAt = (index: number): number => headEnd + manifestBytes() + (index - 1) * (65_536 + 16);
/** The file with a sum that fits it, as somebody would make it who wants no damage to be seen. */
function summed(file: Uint8Array): Uint8Array {
  const content = file.subarray(0, -SUM_BYTES);
  const head = content.subarray(0, headEnd);
  let sum = hash('backup-sum', head);
  let at = headEnd;
  for (let next = manifestBytes(); at < content.length; next = Math.min(65_536 + 16, content.length - at)) {
    sum = hash('backup-sum', sum, content.subarray(at, at + next));
    at += next;
  }
  return concatBytes(content, sum);
}
async function openWith(file: Uint8Array, key: Redacted<Uint8Array>): Promise<string> {
  const whole = await openBackup(oneFile(file), '');
  if (!whole.ok) return whole.error.tag;
  const manifest = await readManifest(whole.value, key);
  if (!manifest.ok) return manifest.error.tag;
  return tagOf(await readStore(whole.value, key, async () => {}));
}

describe('the file of a backup', () => {
  it('[BK1] holds nothing readable but the vault, which is sealed, and opens with the master key alone', async () => {
    expect(await tagFor(bytes)).toBe('ok');
    expect(Buffer.from(bytes).includes('canary')).toBe(false);
    expect(Buffer.from(bytes).includes('SQLite format')).toBe(false);
    expect(Buffer.from(bytes).includes('"journal"')).toBe(false);
    expect(await openWith(bytes, masterKey)).toBe('ok');
    expect(await openWith(bytes, new Redacted(new Uint8Array(32)))).toBe('BackupOther');
  });

  it('[BK1] is bound to its head, its places and its end: whoever mends the sum is found out by the seal', async () => {
    expect(await openWith(summed(bytes), masterKey)).toBe('ok');
    // The salt, the vault, the manifest, and the store.
    for (const at of [START_BYTES, headEnd - 1, headEnd, headEnd + 400, bytes.length - SUM_BYTES - 1]) {
      const found = await openWith(summed(flipped(at)), masterKey);
      expect(['BackupDamaged', 'BackupOther'], `byte ${at}`).toContain(found);
    }
    const swapped = bytes.slice();
    const [first, second] = [chunkAt(1), chunkAt(2)];
    expect(chunkAt(3)).toBeLessThan(bytes.length);
    swapped.set(bytes.subarray(first, second), second);
    swapped.set(bytes.subarray(second, chunkAt(3)), first);
    expect(await openWith(summed(swapped), masterKey)).toBe('BackupDamaged');
  });

  it('[BK1] opens chunk by chunk with the keys that the rule names', () => {
    const digest = hash('backup-head', bytes.subarray(0, headEnd));
    const fileKey = keyedHash(masterKey.reveal(), 'backup', bytes.subarray(START_BYTES, START_BYTES + 16), digest);
    const openAt = (index: number, isLast: boolean, from: number, to: number) => {
      const place = new ByteWriter()
        .uint(index, 4)
        .uint(isLast ? 1 : 0, 1)
        .finish();
      return openSealed(keyedHash(fileKey, 'backup-chunk', place), ZERO_NONCE, bytes.subarray(from, to), place);
    };
    const end = bytes.length - SUM_BYTES;
    const last = Math.ceil((end - chunkAt(1)) / (65_536 + 16));
    expect(utf8ToText(openAt(0, false, headEnd, chunkAt(1))!)).toContain('"journal":1');
    expect(openAt(1, false, chunkAt(1), chunkAt(2))).toHaveLength(65_536);
    expect(openAt(last, true, chunkAt(last), end)).not.toBeNull();
    expect(openAt(last, false, chunkAt(last), end)).toBeNull();
  });

  it('[BK1] does not open behind another vault, though that one is whole and has the same key', async () => {
    unwrap(await ann.ask.changePassphrase({ current: PASSPHRASE, passphrase: 'lantern meadow copper thursday owl' }));
    await backUp(ann, stick.path('later'));
    const later = new Uint8Array(readFileSync(stick.path('later')));
    expect(later.subarray(4, START_BYTES - 22)).toEqual(bytes.subarray(4, START_BYTES - 22));
    const mixed = bytes.slice();
    const vaultAt = START_BYTES + 16 + 4 + 6 + 4;
    mixed.set(later.subarray(vaultAt, headEnd), vaultAt);
    expect(await tagFor(summed(mixed))).toBe('ok');
    expect(await openWith(summed(mixed), masterKey)).toBe('BackupOther');
  });

  it('[BK3] that was cut anywhere is told as cut', async () => {
    for (const length of [0, 1, 4, 5, START_BYTES - 1, START_BYTES, headEnd, headEnd + 1, bytes.length - 1]) {
      expect(await tagFor(bytes.subarray(0, length)), `${length} bytes`).toBe('BackupCut');
    }
    expect(await tagFor(concatBytes(bytes, new Uint8Array(1)))).toBe('BackupDamaged');
  });

  it('[BK3] with a flipped bit is told as damaged: every byte of start and head, and every 97th of the rest', {
    timeout: 60_000,
  }, async () => {
    const places = [
      ...Array.from({ length: headEnd }, (_, at) => at),
      ...Array.from({ length: Math.floor((bytes.length - headEnd) / 97) }, (_, n) => headEnd + n * 97),
      bytes.length - 1,
    ];
    const found = new Map<string, number>();
    for (const at of places) {
      const tag = await tagFor(flipped(at, 1 << (at % 8)));
      found.set(tag, (found.get(tag) ?? 0) + 1);
    }
    expect([...found.keys()]).toEqual(['BackupDamaged']);
    expect(places.length).toBeGreaterThan(2_000);
  });

  it('[BK3] of a later version is told as that', async () => {
    const later = bytes.slice();
    later[4] = 2;
    later.set(hash('backup-start', later.subarray(0, START_BYTES - 16)).subarray(0, 16), START_BYTES - 16);
    expect(await tagFor(later)).toBe('BackupVersionUnknown');
  });

  it('[BK3] that is something else, too large, a folder, or gone is told as that, and not read', async () => {
    expect(await tagFor(new Uint8Array(100))).toBe('BackupNotOne');
    expect(await tagFor(new Uint8Array(Buffer.from('A letter to a friend')))).toBe('BackupNotOne');
    writeFileSync(stick.path('large'), bytes);
    truncateSync(stick.path('large'), 10 * 1024 ** 3);
    const open = async (name: string) => tagOf(await openBackup(systemFiles, stick.path(name)));
    expect(await open('large')).toBe('BackupTooLarge');
    writeFileSync(stick.path('film'), 'RIFF');
    truncateSync(stick.path('film'), MAX_BACKUP_BYTES + 1);
    expect(await open('film')).toBe('BackupNotOne');
    mkdirSync(stick.path('folder.hearth-backup'));
    expect(await open('folder.hearth-backup')).toBe('BackupNotOne');
    expect(await open('gone.hearth-backup')).toBe('BackupUnreadable');
    const closed = { ...systemFiles, open: async () => ({ ok: false, error: { tag: 'BackupUnreadable' } }) as const };
    expect(tagOf(await openBackup(closed, ''))).toBe('BackupUnreadable');
  });

  it('[BK2] says what it holds, and [BK4] leaves no copy behind', async () => {
    const whole = await openBackup(oneFile(bytes), '');
    const manifest = whole.ok ? await readManifest(whole.value, masterKey) : whole;
    expect(manifest).toEqual({
      ok: true,
      value: { madeAt: NOON, storeVersion: 1, journal: 1, shared: 2, drafts: 0, newestAt: NOON, groups: ['Tuesdays'] },
    });
    expect(readdirSync(ann.folder).filter((name) => name.includes('copy'))).toEqual([]);
    expect(readdirSync(stick.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
