/**
 * The engine, apart from Electron: keys, store, groups and protocol behind two
 * ports. Locked until the passphrase came; what is on the disk is never
 * replaced by something fresh (SPEC EG1–EG6).
 */
import { mkdirSync } from 'node:fs';
import type { AppError } from '../../shared/ipc/errors.ts';
import { createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import { type engineEvents, noEvents, noRequests, uiRequests } from '../../shared/ipc/ui-engine.ts';
import type { SettingsView } from '../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { STORE_FILE, VAULT_FILE } from '../profile-files.ts';
import { type BackupFiles, systemFiles } from './backup/backup-files.ts';
import { type Backups, createBackups } from './backup/backups.ts';
import { findBackups, pathsOf } from './backup/find-backups.ts';
import { createPicked } from './backup/picked.ts';
import { createRestoring } from './backup/restoring.ts';
import type { GroupPorts } from './group/open-group.ts';
import type { Place } from './links/nearest-places.ts';
import type { LanNetwork } from '../../shared/ipc/lan-links.ts';
import { createNetPort } from './net-port.ts';
import { createOpening } from './opening.ts';
import { createOpeningActs } from './opening-acts.ts';
import { noteRenewal } from './health/renewals.ts';
import { openProfile, type Profile } from './profile.ts';
import type { RingLog } from './ring-log.ts';
import { createSettingUp } from './setting-up.ts';
import { diskErrorTag } from './store/disk-error.ts';
import type { KeyValues } from './store/key-values.ts';
import { type OpenDatabase, openSqlcipherStore, storeKey } from './store/sqlcipher-store.ts';
import { createStorePlace } from './store-place.ts';
import type { Timers } from './system-ports.ts';
import { createUiEvents, type EmitToUi } from './ui-events.ts';
import { createUiHandlers } from './ui-handlers.ts';
import { createUnlockDelay } from './vault/unlock-delay.ts';
import type { Calibration } from './vault/calibration.ts';
import type { Keychain } from './vault/keychain.ts';
import { type KeptVault, keepVault } from './vault/kept-vault.ts';
import { createPlaces, type Places } from './vault/place.ts';
import type { Vault } from './vault/vault.ts';
import { createVaultDisk, readVault, type VaultDisk } from './vault/vault-disk.ts';
import type { Stretch } from './vault/vault-slots.ts';

/** What an engine is made of. */
export interface EngineParts {
  readonly profileFolder: string;
  readonly version: string;
  readonly ports: GroupPorts;
  readonly timers: Timers;
  readonly log: RingLog;
  readonly stretch: Stretch;
  /** Costs of new passphrase slots; never below the floor. */
  readonly calibration: Calibration;
  readonly keychain: Keychain;
  /** Has a beacon sent on the network on which this computer has that address. */
  readonly sendBeacon: (address: string, beacon: Uint8Array) => void;
  /** Somebody else's words arrived. */
  readonly onActivity: () => void;
  /** The person is in, with these settings; again when they change. */
  readonly onOpened: (settings: SettingsView) => void;
  /** Another way to the disk than the real one. */
  readonly openDatabase?: OpenDatabase;
  /** Another way to the vault's files, and to whatever else is moved or taken away in the profile, than the real one. */
  readonly profileDisk?: VaultDisk;
  /** Another book-keeping of the disk than the real one. */
  readonly places?: Places;
  /** Whether backups are made by themselves. */
  readonly isRolling: boolean;
  /** Another way to files outside the store than the real one. */
  readonly files?: BackupFiles;
}

/** See the file's head. */
export interface Engine {
  /** Serves a ui; the ui before, if there was one, is heard no more. */
  connectUi(port: Port): void;
  /** Works with a net process; the one before is forgotten. */
  connectNet(port: Port): void;
  /** Main tells which file or folder the person picked; the ui names it by the token. */
  notePicked(token: string, path: string): void;
  /** This computer's meeting places on networks on which it may look, from now on. */
  ownPlaces(places: readonly Place[]): void;
  /** This computer is on these networks, from now on. */
  networksAre(networks: readonly LanNetwork[]): void;
  /** Bytes that came from `from` on the network on which this computer has the address `address`. */
  heardOnNetwork(address: string, from: string, beacon: Uint8Array): void;
  /** Ends links and closes the store; what was saved is on the disk already. */
  stop(): void;
}

/** Creates an engine on a profile folder, which is made when it is not there. */
export function createEngine(parts: EngineParts): Engine {
  const { profileFolder, ports, timers, log } = parts;
  mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
  const disk = parts.profileDisk ?? createVaultDisk(profileFolder);
  const { stretch, keychain } = parts;
  const { random } = ports;
  const vaultDoors = { disk, random, stretch, keychainHalf: keychain.fetch };
  const { steadyNow } = timers;
  const delay = createUnlockDelay(steadyNow);
  const openingOn = (on: VaultDisk) =>
    createOpening({ ...parts, random, doors: { ...vaultDoors, disk: on }, delay, steadyNow });
  const opening = openingOn(disk);
  const files = parts.files ?? systemFiles;
  const picked = createPicked(timers);
  const pathOf = pathsOf(picked, profileFolder);
  const places = parts.places ?? createPlaces(profileFolder, { store: STORE_FILE, vault: VAULT_FILE.current });
  const stores = createStorePlace(profileFolder, disk);
  let profile: Profile | null = null;
  let backups: Backups | null = null;
  let networks: readonly LanNetwork[] = [];
  /** Why the store did not open, after a right passphrase. */
  let storeProblem: string | null = null;
  let isStopped = false;
  let isWorking = false;
  let emitToUi: EmitToUi = () => {};
  const events = createUiEvents((name, payload) => emitToUi(name, payload), timers);
  const onDefect = (where: string, defect: unknown): void =>
    log.event('defect', { where, kind: defect instanceof Error ? defect.name : typeof defect });
  const net = createNetPort({ onEvent: () => profile?.links.onEvent ?? null, onDefect });

  const settingUp = createSettingUp({
    disk,
    stores,
    doors: vaultDoors,
    calibration: parts.calibration,
    clock: ports.clock,
    openDatabase: parts.openDatabase,
    open,
  });
  const { isNew, clearCut } = settingUp;

  /** Nothing is here, or what is here is damaged: only then may a backup take its place. */
  const isRestoreDue = (): boolean => {
    if (profile) return false;
    if (isNew()) return true;
    const vault = readVault(disk);
    const isVaultBroken = !vault.ok && vault.error.tag !== 'VaultVersionUnknown';
    return isVaultBroken || storeProblem === 'StoreDamaged' || storeProblem === 'StoreMissing';
  };

  function open(vault: Vault): Result<null, AppError> {
    // Power failed between the two files of a restore: its vault has never met another store than the one beside it.
    if (vault.secrets.store.steps === 0) stores.finishRestore();
    const now = ports.clock.now();
    const store = openSqlcipherStore(
      { path: stores.path, key: storeKey(vault.masterKey), create: false, now },
      parts.openDatabase,
    );
    storeProblem = store.ok ? null : store.error.tag;
    if (!store.ok) return store;
    const kept = keepVault({ vault, values: store.value.values, places, random });
    let opened: Profile | null = null;
    try {
      meetStore(kept, store.value.values);
      opened = openProfile({
        vault: kept,
        store: store.value,
        ports,
        timers,
        log,
        events,
        emitToNet: net.emit,
        sendBeacon: parts.sendBeacon,
        networks,
        onActivity: parts.onActivity,
        stretch,
      });
      backups = createBackups({ ...parts, ...ports, files, profile: opened, disk, pathOf, onChange: events.backups });
    } catch (failure) {
      if (opened) opened.close();
      else store.value.close();
      throw failure;
    }
    profile = opened;
    tidyUp();
    return ok(null);
  }

  /** What was left half-made can wait for the next opening. */
  function tidyUp(): void {
    try {
      stores.tidy();
    } catch (failure) {
      if (!diskErrorTag(failure)) throw failure;
      log.event('disk.failed', { where: 'tidy' });
    }
  }

  /** Vault and store see whether they fit; where they do not, everything goes on in a new incarnation. */
  function meetStore(kept: KeptVault, values: KeyValues): void {
    const rollback = kept.rollback();
    if (rollback) log.event('incarnation', { because: rollback });
    try {
      kept.step(rollback);
      if (rollback) noteRenewal(values, ports.clock.now());
    } catch (failure) {
      // A full disk keeps nobody from reading; but nothing may be written in chains that go on elsewhere.
      if (rollback || !diskErrorTag(failure)) throw failure;
      log.event('disk.failed', { where: 'step' });
    }
  }

  /** One at a time: Argon2id takes a second, in which the button may be pressed again. */
  async function alone<T>(work: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
    if (isWorking) return err({ tag: 'IpcRefused' });
    isWorking = true;
    try {
      return await work();
    } finally {
      isWorking = false;
    }
  }

  const restoring = createRestoring({
    files,
    disk,
    profileFolder,
    clock: ports.clock,
    random,
    openingOn,
    isDue: isRestoreDue,
    clearCut: () => (isNew() ? clearCut() : undefined),
    isStopped: () => isStopped,
    pathOf,
    open,
  });
  const acts = createOpeningActs({ opening, keychain, log, profile: () => profile, open });

  const handlers = createUiHandlers({
    version: parts.version,
    profileFolder,
    log,
    clock: ports.clock,
    events,
    stretch: parts.stretch,
    phase: () => (profile ? 'open' : isNew() ? 'new' : 'locked'),
    profile: () => profile,
    setUp: (name, passphrase, words) => alone(() => settingUp.setUp(name, passphrase, words)),
    onSettings: parts.onOpened,
    opening: {
      ...acts,
      unlock: (passphrase) => alone(() => acts.unlock(passphrase)),
      recover: (words, passphrase) => alone(() => acts.recover(words, passphrase)),
      changePassphrase: (current, passphrase) => alone(() => acts.changePassphrase(current, passphrase)),
      bindKeychain: (passphrase, use) => alone(() => acts.bindKeychain(passphrase, use)),
    },
    backup: {
      backups: () => backups,
      restoring: {
        look: restoring.look,
        open: (from, key) => alone(() => restoring.open(from, key)),
        restore: (passphrase) => alone(() => restoring.restore(passphrase)),
      },
      find: () => findBackups(files, profileFolder),
    },
  });

  return {
    connectUi(port) {
      const endpoint = createEndpoint<typeof uiRequests, typeof noRequests, typeof noEvents, typeof engineEvents>({
        port,
        served: uiRequests,
        handlers,
        called: noRequests,
        heard: noEvents,
        onEvent: {},
        onDefect,
      });
      emitToUi = endpoint.emit;
    },
    connectNet: net.connect,
    notePicked: picked.note,
    networksAre(next) {
      networks = next;
      profile?.paidNetworks.networksAre(next);
    },
    ownPlaces: (places) => profile?.links.passing.setOwn(places),
    heardOnNetwork: (address, from, beacon) => profile?.links.passing.heard(address, from, beacon),
    stop() {
      isStopped = true;
      backups?.stop();
      backups = null;
      profile?.close();
      profile = null;
    },
  };
}
