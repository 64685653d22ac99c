import type { BackupContentView, BackupsView, TestedBackupView } from '../../../shared/ipc/backup-requests.ts';
import type { Wording } from './time-words.ts';

/** How a point in time and a list of names are written. */
export interface BackupFormats {
  readonly when: (at: number) => string;
  readonly names: (names: readonly string[]) => string;
}

const plain = (id: Wording['id']): Wording => ({ id, values: {} });
const entriesOf = ({ journal, shared }: BackupContentView): number => journal + shared;

/** What was just made. */
export const madeWords = (made: BackupContentView): Wording => ({
  id: 'backup.made',
  values: { entries: entriesOf(made), groups: made.groups.length },
});

/** What a backup holds, in reading order. */
export function holdsWords(backup: BackupContentView, { when, names }: BackupFormats): readonly Wording[] {
  const entries = entriesOf(backup);
  const made = when(backup.madeAt);
  const first: Wording =
    entries === 0 || backup.newestAt === null
      ? { id: 'backup.tested.empty', values: { made } }
      : { id: 'backup.tested', values: { entries, newest: when(backup.newestAt), made } };
  const groups: Wording[] =
    backup.groups.length === 0 ? [] : [{ id: 'backup.tested.groups', values: { groups: names(backup.groups) } }];
  return [first, ...groups];
}

/** What a test found, in reading order. */
export function testedWords(tested: TestedBackupView, formats: BackupFormats): readonly Wording[] {
  return [
    ...holdsWords(tested, formats),
    plain(tested.isPresentPassphrase ? 'backup.tested.present' : 'backup.tested.earlier'),
    ...(tested.needsKeychain ? [plain('backup.tested.keychain')] : []),
  ];
}

/** When the last one was made by hand. */
export function lastWords({ byHand }: BackupsView, when: (at: number) => string): Wording {
  if (!byHand) return plain('backup.last.none');
  const values = { when: when(byHand.at), file: byHand.fileName };
  return byHand.testedAt === null
    ? { id: 'backup.last', values }
    : { id: 'backup.last.tested', values: { ...values, tested: when(byHand.testedAt) } };
}

/** How the rolling ones are, in reading order. */
export function rollingWords(backups: BackupsView, when: (at: number) => string): readonly Wording[] {
  const { isRollingOn, folderName, rolling, rollingProblem } = backups;
  if (!isRollingOn) return [plain('backup.rolling.off')];
  return [
    folderName === null
      ? plain('backup.rolling.here')
      : { id: 'backup.rolling.folder', values: { folder: folderName } },
    ...(rollingProblem ? [plain(`backup.rolling.${rollingProblem}`)] : []),
    rolling ? { id: 'backup.rolling.last', values: { when: when(rolling.at) } } : plain('backup.rolling.none'),
  ];
}
