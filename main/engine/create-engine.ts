/**
 * The engine, apart from Electron: keys, store, groups and protocol behind two
 * ports. Locked until the passphrase came; what is on the disk is never
 * replaced by something fresh (SPEC EG1–EG6).
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Argon2Cost } from '../../shared/crypto/crypto.ts';
import { type engineToNet, netToEngine } from '../../shared/ipc/engine-net.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import { type engineEvents, LIMITS, noEvents, noRequests, uiRequests } from '../../shared/ipc/ui-engine.ts';
import type { SettingsView } from '../../shared/ipc/views.ts';
import type { Log } from '../../shared/ports/log.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { SETUP_FILE, STORE_FILE, STORE_SUFFIXES, WIPE_MARKER } from '../profile-files.ts';
import type { GroupPorts } from './group/open-group.ts';
import { checkName } from './group/write.ts';
import type { EmitToNet } from './links/net-link.ts';
import { openProfile, type Profile } from './profile.ts';
import { changeSettings } from './settings.ts';
import { type OpenDatabase, openSqlcipherStore, storeKey } from './store/sqlcipher-store.ts';
import type { Timers } from './system-ports.ts';
import { createUiEvents, type EmitToUi } from './ui-events.ts';
import { createUiHandlers } from './ui-handlers.ts';
import { createUnlockDelay } from './vault/unlock-delay.ts';
import { createVault, hasVault, openVault, type Stretch, type Vault } from './vault/vault.ts';
import { createVaultDisk } from './vault/vault-disk.ts';

/** What an engine is made of. */
export interface EngineParts {
  readonly profileFolder: string;
  readonly version: string;
  readonly ports: GroupPorts;
  readonly timers: Timers;
  readonly log: Log;
  readonly stretch: Stretch;
  /** Cost of new passphrase slots; never below the floor. */
  readonly cost: Argon2Cost;
  /** Somebody else's words arrived. */
  readonly onActivity: () => void;
  /** The person is in, with these settings; again when they change. */
  readonly onOpened: (settings: SettingsView) => void;
  /** Another way to the disk than the real one. */
  readonly openDatabase?: OpenDatabase;
}

/** See the file's head. */
export interface Engine {
  /** Serves a ui; the ui before, if there was one, is heard no more. */
  connectUi(port: Port): void;
  /** Works with a net process; the one before is forgotten. */
  connectNet(port: Port): void;
  /** Ends links and closes the store; what was saved is on the disk already. */
  stop(): void;
}

/** Creates an engine on a profile folder, which is made when it is not there. */
export function createEngine(parts: EngineParts): Engine {
  const { profileFolder, ports, timers, log } = parts;
  mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
  const disk = createVaultDisk(profileFolder);
  const vaultDoors = { disk, random: ports.random, stretch: parts.stretch };
  const delay = createUnlockDelay(timers.steadyNow);
  const [storePath, setupPath] = [join(profileFolder, STORE_FILE), join(profileFolder, SETUP_FILE)];
  let profile: Profile | null = null;
  let isWorking = false;
  let emitToUi: EmitToUi = () => {};
  let emitToNet: EmitToNet = () => {};
  let forgetNet = (): void => {};
  const events = createUiEvents((name, payload) => emitToUi(name, payload), timers);
  const onDefect = (where: string, defect: unknown): void =>
    log.event('defect', { where, kind: defect instanceof Error ? defect.name : typeof defect });

  /** Set-up is possible only where neither vault nor store was ever made. */
  const isNew = (): boolean => !hasVault(disk) && !existsSync(storePath);

  const removeSetup = (): void => {
    for (const suffix of STORE_SUFFIXES) rmSync(setupPath + suffix, { force: true });
  };

  function open(vault: Vault): Result<null, AppError> {
    // Power failed between the two files of a set-up: the vault is there, so the store beside it is the right one.
    if (!existsSync(storePath) && existsSync(setupPath) && vault.generation === 1) renameSync(setupPath, storePath);
    const now = ports.clock.now();
    const store = openSqlcipherStore(
      { path: storePath, key: storeKey(vault.masterKey), create: false, now },
      parts.openDatabase,
    );
    if (!store.ok) return store;
    profile = openProfile({
      vault,
      store: store.value,
      ports,
      timers,
      log,
      events,
      emitToNet: (name, payload) => emitToNet(name, payload),
      onActivity: parts.onActivity,
      stretch: parts.stretch,
    });
    return ok(null);
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

  async function setUp(
    givenName: string,
    passphrase: string,
  ): Promise<Result<{ readonly recoveryWords: readonly string[] }, AppError>> {
    if (!isNew()) return err({ tag: 'AlreadySetUp' });
    const name = checkName(givenName);
    if (!name.ok) return name;
    const minCharacters = LIMITS.passphraseMinCharacters;
    if ([...passphrase].length < minCharacters) return err({ tag: 'PassphraseTooShort', minCharacters });
    // What is made now must never be taken for the rest of what was wiped before; a disk that keeps the marker throws.
    rmSync(join(profileFolder, WIPE_MARKER), { force: true });
    const made = await createVault(vaultDoors, passphrase, parts.cost);
    removeSetup();
    const now = ports.clock.now();
    const store = openSqlcipherStore(
      { path: setupPath, key: storeKey(made.masterKey), create: true, now },
      parts.openDatabase,
    );
    if (!store.ok) return store;
    try {
      changeSettings(store.value.values, { name: name.value });
    } finally {
      store.value.close();
    }
    const vault = made.store();
    const opened = open(vault);
    return opened.ok ? ok({ recoveryWords: made.recoveryWords }) : opened;
  }

  async function unlock(passphrase: string): Promise<Result<null, AppError>> {
    if (profile) return ok(null);
    const held = delay.waitMs();
    if (held > 0) return err({ tag: 'WrongPassphrase', waitMs: held });
    const vault = await openVault(vaultDoors, passphrase);
    if (vault.ok) return open(vault.value);
    if (vault.error.tag === 'WrongKey') return err({ tag: 'WrongPassphrase', waitMs: delay.noteWrong() });
    // A store without its vault cannot be opened by anybody; it is not replaced either.
    return err({ tag: vault.error.tag === 'VaultMissing' ? 'VaultDamaged' : vault.error.tag });
  }

  const handlers = createUiHandlers({
    version: parts.version,
    clock: ports.clock,
    events,
    stretch: parts.stretch,
    phase: () => (profile ? 'open' : isNew() ? 'new' : 'locked'),
    profile: () => profile,
    setUp: (name, passphrase) => alone(() => setUp(name, passphrase)),
    unlock: (passphrase) => alone(() => unlock(passphrase)),
    onSettings: parts.onOpened,
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
    connectNet(port) {
      let isCurrent = true;
      const onEvent =
        <T>(work: (links: Profile['links']['onEvent']) => (payload: T) => void) =>
        (payload: T) => {
          if (isCurrent && profile) work(profile.links.onEvent)(payload);
        };
      const endpoint = createEndpoint<typeof noRequests, typeof noRequests, typeof netToEngine, typeof engineToNet>({
        port,
        served: noRequests,
        handlers: {},
        called: noRequests,
        heard: netToEngine,
        onEvent: {
          netReady: onEvent((links) => links.netReady),
          serverState: onEvent((links) => links.serverState),
          channelOpened: onEvent((links) => links.channelOpened),
          channelFrame: onEvent((links) => links.channelFrame),
          channelDrained: onEvent((links) => links.channelDrained),
          channelClosed: onEvent((links) => links.channelClosed),
          boardValue: onEvent((links) => links.boardValue),
          boxAnswer: onEvent((links) => links.boxAnswer),
        },
        onDefect,
      });
      forgetNet();
      emitToNet = endpoint.emit;
      forgetNet = () => {
        isCurrent = false;
      };
    },
    stop() {
      profile?.close();
      profile = null;
    },
  };
}
