/** Backups of an open profile, as its person asks for them: by hand, tested, rolling. */
import { basename } from 'node:path';
import { sendingEpoch } from '../../../shared/group/select.ts';
import type {
  BackupContentView,
  BackupFrom,
  BackupsView,
  LastBackupView,
  TestedBackupView,
} from '../../../shared/ipc/backup-requests.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Log } from '../../../shared/ports/log.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Profile } from '../profile.ts';
import { diskErrorTag } from '../store/disk-error.ts';
import type { Timers } from '../system-ports.ts';
import { readVault, type VaultDisk } from '../vault/vault-disk.ts';
import type { BackupFiles } from './backup-files.ts';
import { type BackupMemory, changeBackupMemory, readBackupMemory } from './backup-memory.ts';
import { makeBackup, type MakeDoors, ownMembers } from './make-backup.ts';
import { createRolling, type Rolling } from './rolling.ts';
import { testBackup } from './test-backup.ts';

type Answer<T> = Result<T, AppError>;

/** What backups of an open profile are made with. */
export interface BackupsDoors {
  readonly files: BackupFiles;
  readonly profile: Profile;
  readonly profileFolder: string;
  readonly disk: VaultDisk;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly log: Log;
  /** Whether the rolling ones may be made at all; a person can switch them off besides. */
  readonly isRolling: boolean;
  /** The path of what the ui names, or null when nothing was picked under that name. */
  pathOf(from: BackupFrom): Promise<string | null>;
  readonly onChange: () => void;
}

/** See the file's head. A failing disk throws `DiskError`. */
export interface Backups {
  view(): BackupsView;
  make(place: string): Promise<Answer<BackupContentView>>;
  test(from: BackupFrom): Promise<Answer<TestedBackupView>>;
  setRolling(isOn: boolean | undefined, place: string | null | undefined): Promise<Answer<BackupsView>>;
  /** Something was deleted, or the passphrase changed: what rolled before is made anew. */
  noteLoss(): void;
  /** Ends what is being written; it leaves nothing under a backup's name. */
  stop(): void;
}

/** One after the other: they share one copy of the store. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

const lastOf = (made: BackupMemory['byHand'], kind: LastBackupView['kind']): LastBackupView | null =>
  made && { ...made, kind };

/** Which keys the groups have, for comparing: the epoch that is written under, and since when the own KEM key is the one. */
const keysOf = ({ groups }: Pick<Profile, 'groups'>): string =>
  groups()
    .map(({ groupId, replica, secrets }) => {
      const roster = replica.roster();
      const sending = roster && sendingEpoch(roster);
      return [groupId, sending?.tag === 'Epoch' ? sending.epochId : '', secrets.kemSince[0]].join('/');
    })
    .sort()
    .join(' ');

/** Backups of `doors.profile`, until they are stopped. */
export function createBackups(doors: BackupsDoors): Backups {
  const { files, profile, profileFolder, disk, clock } = doors;
  const { values } = profile.store;
  const queue = createQueue();
  let isStopped = false;
  let owedLosses = 0;
  const makeDoors: MakeDoors = { ...doors, isStopped: () => isStopped };
  const makeAt = (path: string): Promise<Answer<BackupContentView>> =>
    queue(async () => (isStopped ? err({ tag: 'BackupGone' }) : makeBackup(makeDoors, path)));

  const rolling: Rolling | null = doors.isRolling
    ? createRolling({ ...doors, store: profile.store, keys: () => keysOf(profile), make: makeAt, settleLosses })
    : null;

  /** What was deleted is deleted whatever the disk says; that an older backup still has it is noted as soon as it can be. */
  function settleLosses(): void {
    if (owedLosses === 0) return;
    try {
      changeBackupMemory(values, { losses: readBackupMemory(values).losses + owedLosses });
      owedLosses = 0;
    } catch (failure) {
      if (!diskErrorTag(failure)) throw failure;
      doors.log.event('disk.failed', { where: 'loss' });
    }
  }

  function view(): BackupsView {
    const memory = readBackupMemory(values);
    return {
      byHand: lastOf(memory.byHand, 'byHand'),
      rolling: lastOf(memory.rolling, 'rolling'),
      isRollingOn: memory.isOn,
      folderName: memory.folder && basename(memory.folder),
      rollingProblem: memory.isOn ? (rolling?.problem() ?? null) : null,
      restored: memory.restored,
    };
  }

  /** The test counts for whichever of the last ones it was of. */
  function noteTested(path: string, madeAt: number): void {
    const memory = readBackupMemory(values);
    const testedAt = clock.now();
    for (const kind of ['byHand', 'rolling'] as const) {
      const made = memory[kind];
      if (made?.at === madeAt && made.fileName === basename(path)) {
        changeBackupMemory(values, { [kind]: { ...made, testedAt } });
      }
    }
    doors.onChange();
  }

  return {
    view,
    async make(place) {
      const path = await doors.pathOf({ place });
      if (path === null) return err({ tag: 'BackupGone' });
      const made = await makeAt(path);
      if (!made.ok || isStopped) return made;
      const { madeAt, bytes } = made.value;
      const byHand = { at: madeAt, fileName: basename(path), bytes, testedAt: null };
      changeBackupMemory(values, { byHand });
      doors.onChange();
      return made;
    },
    async test(from) {
      const path = await doors.pathOf(from);
      const vault = readVault(disk);
      if (path === null || isStopped) return err({ tag: 'BackupGone' });
      if (!vault.ok) return err({ tag: 'VaultDamaged' });
      const { masterKey } = profile.vault;
      const tested = await queue(() =>
        testBackup({ files, profileFolder, masterKey, members: ownMembers(profile), vault: vault.value }, path),
      );
      if (tested.ok && !isStopped) noteTested(path, tested.value.madeAt);
      return tested;
    },
    async setRolling(isOn, place) {
      const folder = typeof place === 'string' ? await doors.pathOf({ place }) : place;
      if (isStopped || (typeof place === 'string' && folder === null)) return err({ tag: 'BackupGone' });
      const before = readBackupMemory(values);
      changeBackupMemory(values, {
        isOn: isOn ?? before.isOn,
        // A folder with nothing of today in it: one is made there soon, not tomorrow.
        ...(folder === undefined || folder === before.folder ? {} : { folder, rolling: null }),
      });
      rolling?.lookSoon();
      doors.onChange();
      return ok(view());
    },
    noteLoss() {
      owedLosses += 1;
      settleLosses();
      rolling?.lookSoon();
    },
    stop() {
      isStopped = true;
      rolling?.stop();
    },
  };
}
