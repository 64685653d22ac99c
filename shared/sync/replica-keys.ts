/**
 * The keys and findings that a replica has taken out of its log. They are kept
 * in the store, because the KEM secrets that opened them are erased some weeks
 * after they were replaced (SPEC RP14).
 */
import { type DeviceId, type EpochId, idFromBytes, idToBytes, type InviteId, type OpId } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { type CollectedKeys, collectKeys, EPOCH_KEY_BYTES, NO_KEYS } from '../group/epoch.ts';
import type { LogOp } from '../group/op.ts';
import { INVITE_SECRET_BYTES } from '../group/op-fields.ts';
import type { Roster } from '../group/roster.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { checkEpochs, type EpochFinding, type EpochFindings } from './epoch-check.ts';
import type { ReplicaParts } from './replica-state.ts';

/** Keys by epoch and invite, what was found wrong with epochs, and what need not be opened again. */
export interface KeyState extends CollectedKeys {
  readonly findings: EpochFindings;
}

const KEYS_META = 'keys';
const FINDINGS_META = 'findings';
const FINDING_TAGS = ['Good', 'OwnWrapBad', 'CommitmentWrong', 'OtherWrapsBad'] as const;

/** Takes from the log what it holds for this device and was not found before. */
export function deriveKeys(
  parts: ReplicaParts,
  ops: ReadonlyMap<OpId, LogOp>,
  roster: Roster | null,
  earlier: KeyState,
): KeyState {
  const { groupId, keys } = parts;
  const collected = collectKeys(groupId, [...ops.values()], keys.deviceId, keys.kemSecrets, earlier);
  const findings = roster ? checkEpochs(groupId, ops, roster, keys, earlier.findings) : earlier.findings;
  return { ...collected, findings };
}

function readKeys(bytes: Uint8Array | null): Pick<KeyState, 'epochKeys' | 'inviteSecrets'> {
  const epochKeys = new Map<EpochId, Uint8Array>();
  const inviteSecrets = new Map<InviteId, Uint8Array>();
  if (!bytes) return { epochKeys, inviteSecrets };
  const reader = new ByteReader(bytes);
  for (let left = reader.uint(2); left > 0; left -= 1) {
    epochKeys.set(idFromBytes<EpochId>(reader.raw(32)), reader.raw(EPOCH_KEY_BYTES).slice());
  }
  for (let left = reader.uint(2); left > 0; left -= 1) {
    inviteSecrets.set(idFromBytes<InviteId>(reader.raw(16)), reader.raw(INVITE_SECRET_BYTES).slice());
  }
  return { epochKeys, inviteSecrets };
}

function readFindings(bytes: Uint8Array | null): EpochFindings {
  const findings = new Map<EpochId, EpochFinding>();
  if (!bytes) return findings;
  const reader = new ByteReader(bytes);
  for (let left = reader.uint(2); left > 0; left -= 1) {
    const epochId = idFromBytes<EpochId>(reader.raw(32));
    const tag = FINDING_TAGS[reader.uint(1)] ?? 'Good';
    const victims: DeviceId[] = [];
    for (let more = reader.uint(1); more > 0; more -= 1) victims.push(idFromBytes<DeviceId>(reader.raw(16)));
    findings.set(epochId, tag === 'OtherWrapsBad' ? { tag, victims } : { tag });
  }
  return findings;
}

/** What the store remembers. */
export const readKeyState = (store: EntryStore): KeyState => ({
  ...NO_KEYS,
  ...readKeys(store.meta(KEYS_META)),
  findings: readFindings(store.meta(FINDINGS_META)),
});

/** Keeps what is new; in the caller's transaction. */
export function putKeyState(store: EntryStore, before: KeyState, after: KeyState): void {
  if (after.epochKeys.size > before.epochKeys.size || after.inviteSecrets.size > before.inviteSecrets.size) {
    const writer = new ByteWriter().uint(after.epochKeys.size, 2);
    for (const [epochId, key] of after.epochKeys) writer.raw(idToBytes(epochId)).raw(key);
    writer.uint(after.inviteSecrets.size, 2);
    for (const [inviteId, secret] of after.inviteSecrets) writer.raw(idToBytes(inviteId)).raw(secret);
    store.putMeta(KEYS_META, writer.finish());
  }
  if (after.findings.size > before.findings.size) {
    const writer = new ByteWriter().uint(after.findings.size, 2);
    for (const [epochId, finding] of after.findings) {
      const victims = finding.tag === 'OtherWrapsBad' ? finding.victims : [];
      writer.raw(idToBytes(epochId)).uint(FINDING_TAGS.indexOf(finding.tag), 1).uint(victims.length, 1);
      for (const victim of victims) writer.raw(idToBytes(victim));
    }
    store.putMeta(FINDINGS_META, writer.finish());
  }
}
