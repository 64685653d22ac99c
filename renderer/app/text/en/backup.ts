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

export const backup = {
  'backup.title': 'Backups',
  'backup.hint':
    'A sealed copy of everything on this computer: your journal, your groups and your keys. With it you go on after a lost laptop or a broken disk.',
  'backup.open': 'Make, test and look after backups',
  'backup.intro':
    'A backup is one sealed file. It opens with the passphrase of the day it was made, or with your recovery words, and with nothing else. Keep one somewhere other than this computer.',

  'backup.hand.title': 'A backup by hand',
  'backup.hand.text': 'Choose a place for it, best a stick that you keep somewhere else.',
  'backup.make': 'Make a backup now',
  'backup.making': 'Making the backup, and reading it back…',
  'backup.made':
    'The backup is made, and it was read back whole. It holds {entries, plural, =0 {no entries yet} one {one entry} other {# entries}}{groups, plural, =0 {} one { and your place in one group} other { and your places in # groups}}.',
  'backup.last': 'Last one by hand: {when}, “{file}”.',
  'backup.last.tested': 'Last one by hand: {when}, “{file}”. Tested {tested}.',
  'backup.last.none': 'You have not made one by hand yet.',

  'backup.test.title': 'Does it still open?',
  'backup.test.text':
    'Hearth opens the whole backup and counts what is in it. Nothing here is changed, and nothing is restored.',
  'backup.test': 'Test a backup file',
  'backup.testing': 'Opening the backup…',
  'backup.tested':
    'This backup opens and holds {entries, plural, one {one entry} other {# entries}} up to {newest}. It was made {made}.',
  'backup.tested.empty': 'This backup opens, and holds no entries yet. It was made {made}.',
  'backup.tested.groups': 'Groups in it: {groups}.',
  'backup.tested.present': 'It opens with your passphrase of today.',
  'backup.tested.earlier':
    'It does not open with your passphrase of today, but with the one you had when it was made. Your recovery words open it too. If you may have forgotten the old passphrase, make a new backup.',
  'backup.tested.keychain':
    'With the passphrase it opens only on this computer, since Hearth is bound to its keychain. Elsewhere your recovery words open it: keep the paper.',

  'backup.rolling.title': 'Backups by themselves',
  'backup.rolling.use': 'Make a backup by itself, at most once a day',
  'backup.rolling.text':
    'In a quiet moment, when something changed; the latest three are kept. When you delete something or change the passphrase, a new one is made within minutes and the older ones are deleted.',
  'backup.rolling.off':
    'None are made now. Those that were made stay where they are until you delete them or turn this on again.',
  'backup.rolling.here':
    'They lie on this computer, beside the rest of Hearth. That helps when a file is damaged, and not when the computer is lost.',
  'backup.rolling.folder':
    'They go to the folder “{folder}”. Those that were made before you chose it stay where they were.',
  'backup.rolling.last': 'The last one was made {when}.',
  'backup.rolling.none': 'The first one comes in a quiet moment, soon.',
  'backup.rolling.FolderMissing':
    'The folder is not there at the moment. Nothing is wrong: when the stick is in again, a backup is made within the hour.',
  'backup.rolling.DiskFull':
    'There was no room for the last one. The one before it is still there. Hearth tries again within the hour.',
  'backup.rolling.Failed':
    'The last one could not be written. The one before it is still there. Hearth tries again within the hour.',
  'backup.rolling.choose': 'Choose another folder',
  'backup.rolling.own': 'Keep them on this computer',

  'backup.limits.title': 'Good to know',
  'backup.limits.deleted':
    'A file that you made by hand keeps what was in it. What you delete later is still in that file, and comes back to your journal if you restore it. Delete the file when that matters.',
  'backup.limits.old':
    'Groups change their keys about once a week. With a backup of the last month you are found again by yourself, unless somebody has left or was removed since; with an older one you may need a file from somebody in the group. Your own words are in any backup.',
  'backup.limits.erase':
    'Erasing everything deletes the backups on this computer. Files on sticks and in other folders stay.',

  'restore.door': 'I have a backup',
  'restore.door.damaged': 'Restore a backup',
  'restore.title': 'Restore a backup',
  'restore.text':
    'Choose the file. Hearth looks through all of it first, and nothing on this computer is changed before you say so.',
  'restore.text.damaged':
    'What is damaged on this computer is put aside and kept, not deleted. Nothing is changed before you say so.',
  'restore.found': 'Backups on this computer',
  'restore.found.use': 'Use the one of {day}',
  'restore.choose': 'Choose a backup file',
  'restore.looking': 'Looking through the file…',
  'restore.back': 'Go back',

  'restore.key.title': 'Open the backup',
  'restore.key.text': 'The file is whole. It opens with the passphrase that you had when it was made.',
  'restore.key.passphrase': 'Passphrase of the backup',
  'restore.key.open': 'Open the backup',
  'restore.key.opening': 'Opening…',
  'restore.key.words': 'Use my recovery words instead',
  'restore.key.words.text':
    'Type the twelve words from your paper, in their order. Then you choose a new passphrase for this computer.',
  'restore.key.wait': 'That did not open the backup. Nothing is lost. Hearth takes a short pause before the next try.',
  'restore.key.ready': 'You can try again now.',

  'restore.ready.title': 'This is what it holds',
  'restore.ready.deleted':
    'Journal entries that you deleted after that day come back with it. In your groups, what was taken back stays taken back, and what was written since comes from the others when you meet them.',
  'restore.ready.other':
    'If you still use Hearth on the computer this was made on, both will go on as two of your computers with a journal of their own each. If it was lost or stolen, open Settings afterwards, then Your computers, then “A computer was lost or stolen”.',
  'restore.ready.new': 'Choose a new passphrase for this computer.',
  'restore.now': 'Restore it now',
  'restore.working': 'Restoring. Please leave the computer on…',
} as const;
