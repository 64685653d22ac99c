/**
 * Everything that is open once the passphrase was right: the store, the
 * journal, the groups with their links, and requests to join (SPEC EG1–EG6).
 */
import type { GroupId } from '../../shared/brand.ts';
import type { LanNetwork } from '../../shared/ipc/lan-links.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Log } from '../../shared/ports/log.ts';
import { isDiskProblem } from '../disk-codes.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { ReplicaChange } from '../../shared/sync/replica.ts';
import type { TakenBundleView } from '../../shared/ipc/carry-requests.ts';
import { type Asking, createAsking } from './asking.ts';
import { createGroupKeys } from './group-keys.ts';
import { takeBundleFile } from './group/carry.ts';
import { type FoundingInput, foundGroup } from './group/found.ts';
import { createFolding } from './group/folding.ts';
import { createInviteWords, type InviteWords } from './group/invite-words.ts';
import { type GroupPorts, type OpenGroup, openGroup } from './group/open-group.ts';
import { openAnew, renewKeys } from './group/open-anew.ts';
import { createUpkeep } from './group/upkeep.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLinks, type Links } from './links/links.ts';
import { createPaidNetworks, type PaidNetworks } from './links/paid-networks.ts';
import type { EmitToNet } from './links/net-link.ts';
import { createOwnedDocuments } from './owned-documents.ts';
import { createPairing, type Pairing } from './pairing/pairing.ts';
import { createPlaces } from './places.ts';
import { createRemovals } from './removals.ts';
import { createReturning, type Returning } from './returning/returning.ts';
import { readSettings } from './settings.ts';
import { diskErrorTag } from './store/disk-error.ts';
import type { SqlcipherStore } from './store/sqlcipher-store.ts';
import type { StopTimer, Timers } from './system-ports.ts';
import type { UiEvents } from './ui-events.ts';
import type { KeptVault } from './vault/kept-vault.ts';
import type { Stretch } from './vault/vault-slots.ts';
import type { GroupSecrets } from './vault/vault-secrets.ts';

/** Vault and store step on together at least so often (SPEC VT16). */
const STEP_MS = 24 * 60 * 60 * 1000;
/** What a profile is made of. */
export interface ProfileParts {
  /** Open, known for the store's own, and a step on (`KeptVault.step`). */
  readonly vault: KeptVault;
  readonly store: SqlcipherStore;
  readonly ports: GroupPorts;
  readonly timers: Timers;
  readonly log: Log;
  readonly events: UiEvents;
  readonly emitToNet: EmitToNet;
  /** Has a beacon sent on the network on which this computer has that address (SPEC LN9). */
  readonly sendBeacon: (address: string, beacon: Uint8Array) => void;
  /** The networks that this computer is on at first. */
  readonly networks: readonly LanNetwork[];
  /** Somebody else's words arrived. */
  readonly onActivity: () => void;
  readonly stretch: Stretch;
}

/** See the file's head. */
export interface Profile extends Asking {
  readonly store: SqlcipherStore;
  readonly vault: KeptVault;
  readonly journal: Journal;
  readonly links: Links;
  readonly paidNetworks: PaidNetworks;
  readonly words: InviteWords;
  readonly pairing: Pairing;
  readonly returning: Returning;
  /** Groups that this person belongs to. */
  groups(): readonly OpenGroup[];
  /** A group that this person belongs to. */
  group(groupId: GroupId): Result<OpenGroup, AppError>;
  /** Groups that this person left or was removed from, and has not asked to join again. */
  pastGroups(): readonly OpenGroup[];
  pastGroup(groupId: GroupId): Result<OpenGroup, AppError>;
  /** True for a group that this person belongs to or asks to join. */
  isThere(groupId: GroupId): boolean;
  /** Founds a group that meets at `servers`, or without them where the settings say. */
  found(input: FoundingInput, servers?: readonly string[]): Result<OpenGroup, AppError>;
  /** Leaves: over for this person at once, and told to the others as soon as one can be reached. */
  leave(groupId: GroupId): Result<null, AppError>;
  /** Deletes a past group: rows, drafts, keys. */
  forget(groupId: GroupId): Result<null, AppError>;
  /** Takes a `.hearth` file in, for whichever group it is, a group that one waits to be let in to among them. */
  takeBundle(file: Uint8Array): Promise<Result<TakenBundleView, AppError>>;
  close(): void;
}

/** Opens everything that the vault has keys for. */
export function openProfile(parts: ProfileParts): Profile {
  const { store, ports, timers, events, vault } = parts;
  const documents = createOwnedDocuments(store);
  const keys = createGroupKeys({ vault, values: store.values, ...ports, log: parts.log });
  let isClosed = false;
  /** Runs what the disk may fail: what it did not take is tried again with the next change. */
  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      const tag = diskErrorTag(error);
      if (!tag) throw error;
      onDiskError(tag);
    }
  }
  /** Runs `work` once the step that is being taken is over; not at all when the profile is closed by then. */
  const afterStep = (work: () => void): void =>
    void timers.after(0, () => {
      if (!isClosed) guarded(work);
    });
  /** The next day's step, and so on. */
  const stepLater = (): StopTimer =>
    timers.after(STEP_MS, () => {
      guarded(() => vault.step(null));
      stopStepping = stepLater();
    });
  let stopStepping = stepLater();

  const paidNetworks = createPaidNetworks(store.values, parts.networks, () => {
    events.paidNetworks();
    links.lineChanged();
  });
  const links = createLinks({
    isPaid: paidNetworks.isPaid,
    timers,
    clock: ports.clock,
    random: ports.random,
    sendBeacon: parts.sendBeacon,
    log: parts.log,
    emit: parts.emitToNet,
    onReach: (groupId) => (places.joins.has(groupId) ? events.joins() : events.group(groupId)),
    onKeeper: (groupId) => {
      events.group(groupId);
      events.timeline(groupId);
    },
    onRequestState: (groupId, told) => places.told(groupId, told),
    // The group's sessions are in the middle of a step: its rooms are left after it.
    onShutOut: (groupId) => afterStep(() => places.shutOut(groupId)),
    onDiskError,
    onNetReady: () => words.lookAgain(),
  });
  const journal = createJournal({
    table: store.journal,
    documents,
    transact: store.transact,
    device: vault.secrets.journalDevice,
    onChange: events.journal,
    ...ports,
  });

  function onDiskError(tag: string): void {
    parts.log.event('disk.failed', { tag });
    events.writeFailed(isDiskProblem(tag) ? tag : 'DiskFailed');
  }

  const openReplica = (secrets: GroupSecrets): OpenGroup =>
    openGroup({ secrets, store, documents, ports, onChange: (change) => onChange(secrets.groupId, change) });

  const upkeep = createUpkeep({
    timers,
    clock: ports.clock,
    random: ports.random,
    groupOf: (groupId) => places.open.get(groupId),
    recoveryPublicKey: () => vault.secrets.recoveryPublicKey,
    keepSecrets: keys.keep,
    guarded,
  });
  const folding = createFolding(timers, (groupId) => places.open.get(groupId));
  const places = createPlaces({ store, clock: ports.clock, events, links, folding });

  const removals = createRemovals(timers, (groupId) => afterStep(() => places.settle(groupId)));

  function onChange(groupId: GroupId, change: ReplicaChange): void {
    // At once: what is written next must not be written in the old one.
    if (change.overtaken) guarded(renewOvertaken);
    links.replicaChanged(groupId, change);
    // Not within the step that brought the change: the replica is still answering for it.
    const group = places.open.get(groupId);
    const isOut = change.membership && group && !group.isMember() && !places.joins.has(groupId);
    if (isOut) removals.later(groupId);
    else if (change.membership || (change.spread && places.past.has(groupId))) afterStep(() => places.settle(groupId));
    if (!group || isOut) return;
    if (change.membership) {
      afterStep(() => upkeep.look(groupId));
      events.group(groupId);
      events.timeline(groupId);
      events.groups();
    }
    if (change.records.length > 0) {
      events.timeline(groupId);
      events.groups();
      const isName = change.records.some((id) => group.store.record(id)?.kind === CONTENT_KIND.profile);
      if (isName) events.group(groupId);
      if (change.remote) parts.onActivity();
      else folding.later(groupId);
    }
    if (change.spread) events.timeline(groupId);
    if (change.membership || change.spread) events.computers();
  }

  const renewOvertaken = (): void => {
    for (const group of [...places.open.values(), ...places.past.values()]) keys.renewIfOvertaken(group);
  };

  const underNewKeys = (secrets: GroupSecrets, prepare: (group: OpenGroup) => void): OpenGroup =>
    openAnew({ places, store, clock: ports.clock, keepSecrets: keys.keep, open: openReplica }, secrets, prepare);
  const renew = (secrets: GroupSecrets, prepare: (group: OpenGroup) => void): OpenGroup =>
    renewKeys({ places, events, openAnew: underNewKeys, guarded }, secrets, prepare);

  for (const secrets of vault.secrets.groups) {
    const group = openReplica(secrets);
    // It was found out just before the end; the disk may have been full.
    keys.renewIfOvertaken(group);
    places.restore(group);
    afterStep(() => upkeep.look(secrets.groupId));
  }
  // A leave goes on where it was.
  for (const groupId of places.past.keys()) afterStep(() => places.settle(groupId));

  const memberGroups = (): readonly OpenGroup[] => [...places.open.values()].filter((group) => group.isMember());
  const words = createInviteWords({
    boxes: links.boxes,
    stretch: parts.stretch,
    timers,
    groups: memberGroups,
    onDiskError: ({ tag }) => onDiskError(tag),
  });

  const pairing = createPairing({
    values: store.values,
    ports,
    links,
    emit: parts.emitToNet,
    onChange: events.computers,
    groups: memberGroups,
    recoveryPublicKey: () => vault.secrets.recoveryPublicKey,
    takeRecoveryKey(recoveryPublicKey) {
      vault.save({ recoveryPublicKey });
    },
    roomForGroups: () => keys.room(places.open.size),
    arrive(secrets, servers, paired) {
      const { groupId } = secrets;
      if (!places.open.has(groupId) && keys.room(places.open.size) <= 0) return false;
      renew(secrets, ({ values }) => {
        values.setServers(servers);
        values.setPairedDevices([paired]);
      });
      return true;
    },
  });

  const returning = createReturning({
    ports,
    store,
    groups: () =>
      [...places.open.values(), ...places.past.values()].filter((group) => !places.joins.has(group.groupId)),
    rehearse: (secrets) => openGroup({ secrets, store, documents, ports, onChange: () => {} }),
    renew,
    settle: places.settle,
    onChange: events.computers,
  });
  // A return that was cut is finished.
  afterStep(returning.finish);

  const asking = createAsking({ vault, store, ports, places, links, events, keys, openAnew: underNewKeys });

  return {
    ...asking,
    store,
    vault,
    journal,
    links,
    paidNetworks,
    words,
    pairing,
    returning,
    groups: memberGroups,
    group(groupId) {
      const group = places.open.get(groupId);
      return group?.isMember() ? ok(group) : err({ tag: 'GroupUnknown' });
    },
    pastGroups: () => [...places.past.values()],
    pastGroup(groupId) {
      const group = places.past.get(groupId);
      return group ? ok(group) : err({ tag: 'GroupUnknown' });
    },
    isThere: (groupId) => places.open.has(groupId),
    found(input, servers) {
      if (keys.room(places.open.size) <= 0) return err({ tag: 'TooManyGroups' });
      const server = readSettings(store.values).server;
      const founded = foundGroup(
        {
          ports,
          recoveryPublicKey: vault.secrets.recoveryPublicKey,
          keepSecrets: keys.keep,
          open: openReplica,
          transact: store.transact,
          servers: servers ?? (server === null ? [] : [server]),
        },
        input,
      );
      if (!founded.ok) return founded;
      places.start(founded.value);
      events.groups();
      return founded;
    },
    leave(groupId) {
      const group = places.open.get(groupId);
      if (!group?.isMember()) return err({ tag: 'GroupUnknown' });
      places.leave(group);
      return ok(null);
    },
    forget(groupId) {
      const group = places.past.get(groupId);
      if (!group) return err({ tag: 'GroupUnknown' });
      store.transact(() => {
        group.drafts.forgetAll();
        store.forgetGroup(groupId);
      });
      places.forget(groupId);
      // After the rows: keys without a group are passed over, rows without keys would stay for ever.
      keys.forget(groupId);
      events.groups();
      return ok(null);
    },
    takeBundle: (file) =>
      takeBundleFile(
        { groups: () => (isClosed ? [] : [...places.open.values()]), timers, onTaken: links.broughtByFile, ...ports },
        file,
      ),
    close() {
      isClosed = true;
      removals.stopAll();
      stopStepping();
      words.stop();
      pairing.stop();
      folding.stopAll();
      upkeep.stopAll();
      links.stop();
      guarded(() => vault.step(null));
      // Whatever the disk says: the write-ahead log beside the store has everything.
      guarded(() => store.close());
    },
  };
}
