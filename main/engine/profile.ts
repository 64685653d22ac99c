/**
 * Everything that is open once the passphrase was right: the store, the
 * journal, the groups with their links, and requests to join (SPEC EG1–EG6).
 */
import type { GroupId } from '../../shared/brand.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Log } from '../../shared/ports/log.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { ReplicaChange } from '../../shared/sync/replica.ts';
import { type FoundingInput, foundGroup } from './group/found.ts';
import { decodeJoin, encodeJoin, joinAfter, type PendingJoin, requestToJoin, type ToldOfJoin } from './group/joins.ts';
import { type GroupPorts, type OpenGroup, openGroup } from './group/open-group.ts';
import { writeProfile } from './group/write.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLinks, type Links } from './links/links.ts';
import type { EmitToNet } from './links/net-link.ts';
import { createOwnedDocuments } from './owned-documents.ts';
import { readSettings } from './settings.ts';
import type { SqlcipherStore } from './store/sqlcipher-store.ts';
import type { StopTimer, Timers } from './system-ports.ts';
import type { UiEvents } from './ui-events.ts';
import type { Vault } from './vault/vault.ts';
import type { GroupSecrets } from './vault/vault-secrets.ts';
import type { Invite } from '../../shared/group/invite.ts';

/** Most groups of one person (HP1 §10). */
const MAX_GROUPS = 32;
/** Quiet time after a change before own entries are folded, milliseconds. */
const FOLD_AFTER_MS = 5_000;

/** What a profile is made of. */
export interface ProfileParts {
  readonly vault: Vault;
  readonly store: SqlcipherStore;
  readonly ports: GroupPorts;
  readonly timers: Timers;
  readonly log: Log;
  readonly events: UiEvents;
  readonly emitToNet: EmitToNet;
  /** Somebody else's words arrived. */
  readonly onActivity: () => void;
}

/** See the file's head. */
export interface Profile {
  readonly store: SqlcipherStore;
  readonly journal: Journal;
  readonly links: Links;
  /** Groups that this person belongs to. */
  groups(): readonly OpenGroup[];
  /** A group that this person belongs to. */
  group(groupId: GroupId): Result<OpenGroup, AppError>;
  joins(): readonly PendingJoin[];
  found(input: FoundingInput): Result<OpenGroup, AppError>;
  askToJoin(invite: Invite, myName: string, note: string): Result<PendingJoin, AppError>;
  withdraw(groupId: GroupId): Result<null, AppError>;
  close(): void;
}

/** Opens everything that the vault has keys for. */
export function openProfile(parts: ProfileParts): Profile {
  const { store, ports, timers, events } = parts;
  let vault = parts.vault;
  const open = new Map<GroupId, OpenGroup>();
  const joins = new Map<GroupId, PendingJoin>();
  const documents = createOwnedDocuments(store);
  const stopFolding = new Map<GroupId, StopTimer>();

  const links = createLinks({
    timers,
    log: parts.log,
    emit: parts.emitToNet,
    onReach: (groupId) => (joins.has(groupId) ? events.joins() : events.group(groupId)),
    onRequestState,
    onDiskError(tag) {
      parts.log.event('disk.failed', { tag });
      events.writeFailed(tag === 'DiskFull' ? 'DiskFull' : 'DiskFailed');
    },
  });
  const journal = createJournal({
    table: store.journal,
    documents,
    transact: store.transact,
    device: vault.secrets.journalDevice,
    onChange: events.journal,
    ...ports,
  });

  const openReplica = (secrets: GroupSecrets): OpenGroup =>
    openGroup({ secrets, store, documents, ports, onChange: (change) => onChange(secrets.groupId, change) });

  function start(group: OpenGroup): void {
    const { groupId } = group;
    open.set(groupId, group);
    group.drafts.tidy();
    arrive(group);
    links.add(group, () => joins.get(groupId) ?? null);
    foldLater(groupId);
  }

  /** A newcomer whose admission is in the log takes their place: known by name, no longer waiting. */
  function arrive(group: OpenGroup): void {
    const name = group.values.arrivalName();
    if (name === null || !group.isMember()) return;
    const isKnown = group.store.recordsOfKind(CONTENT_KIND.profile).some((row) => row.memberId === group.memberId);
    // Without an epoch key yet: tried again with the next change.
    if (!isKnown && !writeProfile(group, name).ok) return;
    store.transact(() => {
      group.values.setArrivalName(null);
      store.joins.delete(group.groupId);
    });
    joins.delete(group.groupId);
    events.joins();
    events.groups();
    links.refresh(group.groupId);
  }

  function foldLater(groupId: GroupId): void {
    stopFolding.get(groupId)?.();
    const fold = (): void => {
      stopFolding.delete(groupId);
      // One at a time, so that a long history folds between requests and not before them.
      if (open.get(groupId)?.isMember() && open.get(groupId)?.replica.fold()) foldLater(groupId);
    };
    stopFolding.set(groupId, timers.after(FOLD_AFTER_MS, fold));
  }

  function onChange(groupId: GroupId, change: ReplicaChange): void {
    links.replicaChanged(groupId, change);
    const group = open.get(groupId);
    if (!group) return;
    if (change.membership) {
      events.group(groupId);
      events.groups();
      // Not within the step that brought the log: the replica is still answering for it.
      if (!group.isMember() || group.values.arrivalName() !== null) timers.after(0, () => arrive(group));
    }
    if (change.records.length > 0) {
      events.timeline(groupId);
      events.groups();
      const isName = change.records.some((id) => group.store.record(id)?.kind === CONTENT_KIND.profile);
      if (isName) events.group(groupId);
      if (change.remote) parts.onActivity();
      else foldLater(groupId);
    }
    if (change.spread) events.timeline(groupId);
  }

  function onRequestState(groupId: GroupId, told: ToldOfJoin): void {
    const join = joins.get(groupId);
    const next = join && joinAfter(join, told);
    if (!join || !next || next.state === join.state) return;
    store.joins.put(groupId, encodeJoin(next));
    joins.set(groupId, next);
    events.joins();
    // Who was refused stops asking.
    links.refresh(groupId);
  }

  function keepSecrets(secrets: GroupSecrets): void {
    const others = vault.secrets.groups.filter((group) => group.groupId !== secrets.groupId);
    vault = vault.save({ ...vault.secrets, groups: [...others, secrets] });
  }

  /** Leaves no room, no draft and no request of a group that was only asked for. */
  function dropJoin(groupId: GroupId): void {
    links.remove(groupId);
    open.delete(groupId);
    joins.delete(groupId);
    store.joins.delete(groupId);
  }

  for (const { groupId, value } of store.joins.list()) joins.set(groupId, decodeJoin(value));
  for (const secrets of vault.secrets.groups) {
    const group = openReplica(secrets);
    // Keys whose group was never founded, or whose request was withdrawn, belong to nothing any more.
    if (group.replica.roster() || joins.has(secrets.groupId)) start(group);
  }

  const memberGroups = (): readonly OpenGroup[] => [...open.values()].filter((group) => group.isMember());

  return {
    store,
    journal,
    links,
    groups: memberGroups,
    group(groupId) {
      const group = open.get(groupId);
      return group?.isMember() ? ok(group) : err({ tag: 'GroupUnknown' });
    },
    joins: () => [...joins.values()],
    found(input) {
      if (open.size >= MAX_GROUPS) return err({ tag: 'TooManyGroups' });
      const server = readSettings(store.values).server;
      const founded = foundGroup(
        {
          ports,
          recoveryPublicKey: vault.secrets.recoveryPublicKey,
          keepSecrets,
          open: openReplica,
          transact: store.transact,
          servers: server === null ? [] : [server],
        },
        input,
      );
      if (!founded.ok) return founded;
      start(founded.value);
      events.groups();
      return founded;
    },
    askToJoin(invite, myName, note) {
      const { groupId } = invite;
      if (open.get(groupId)?.isMember()) return err({ tag: 'InviteOwnGroup' });
      if (!open.has(groupId) && open.size >= MAX_GROUPS) {
        return err({ tag: 'TooManyGroups' });
      }
      const recoveryPublicKey = vault.secrets.recoveryPublicKey;
      const made = requestToJoin({ invite, myName, note, recoveryPublicKey, ports });
      if (!made.ok) return made;
      const { join, secrets } = made.value;
      if (joins.has(groupId)) dropJoin(groupId);
      keepSecrets(secrets);
      const group = openReplica(secrets);
      store.transact(() => {
        store.joins.put(groupId, encodeJoin(join));
        group.values.setArrivalName(join.myName);
        group.values.setServers(invite.servers);
        group.values.setSeenAt(ports.clock.now());
      });
      joins.set(groupId, join);
      start(group);
      events.joins();
      return ok(join);
    },
    withdraw(groupId) {
      if (!joins.has(groupId)) return err({ tag: 'RequestGone' });
      dropJoin(groupId);
      events.joins();
      return ok(null);
    },
    close() {
      for (const stop of stopFolding.values()) stop();
      links.stop();
      store.close();
    },
  };
}
