/** Backups: making, testing, restoring. */

/** Their failures; `errors.ts` takes these in. */
export const backupErrors = {
  'error.BackupNotOne':
    'This is not a Hearth backup. Nothing was changed. A backup’s name ends with .hearth-backup; please choose that file.',
  'error.BackupUnreadable':
    'This file could not be read: it is not there any more, or this computer does not let Hearth read it. Nothing was changed. Please put the stick in again, or copy the file to this computer and choose it there.',
  'error.BackupCut':
    'The end of this backup is missing, so it does not open. Nothing was changed. It may not have been copied to its end: please copy it once more from where it was made, or choose another backup.',
  'error.BackupDamaged':
    'This backup was changed or damaged after it was made, so it does not open. Nothing was changed here. Please choose another copy, or another backup.',
  'error.BackupVersionUnknown':
    'This backup was made by a newer Hearth. It is whole, and nothing was changed. Please install the newer version and try again.',
  'error.BackupTooLarge':
    'A backup has at most 4 GB, and this is more. Nothing was changed. If you chose another file by mistake, please choose once more.',
  'error.BackupOther':
    'This backup was made from another Hearth than the one that is open, so this one cannot look into it. Nothing was changed. It can be tested in the Hearth it was made from.',
  'error.BackupNeedsWords':
    'This backup was made while Hearth was bound to the keychain of another computer, so its passphrase alone does not open it. Nothing is lost. Please use your recovery words.',
  'error.BackupPassphraseWrong':
    'That passphrase did not open this backup. Nothing is lost or changed. A backup opens with the passphrase that you had on the day it was made.',
  'error.BackupWordsWrong':
    'These twelve words do not open this backup. Nothing is lost or changed. Please compare each of them and their order with your paper; words of another Hearth do not fit here.',
  'error.BackupUnproven':
    'The backup was written, but what was read back was not the same, so it was thrown away. Nothing here was changed. The stick or disk may be failing: please use another one.',
  'error.BackupGone':
    'Hearth does not know any more which file you chose. Nothing was changed. Please choose it once more.',
  'error.RestoreNotDue':
    'Hearth opens on this computer, so no backup was put in its place and nothing was changed. Please open it with your passphrase.',
} as const;
