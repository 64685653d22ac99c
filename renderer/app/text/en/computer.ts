/** This computer: locking, hiding, the neutral name, erasing. */
export const computer = {
  'computer.lockAfter': 'Minutes until Hearth locks itself',
  'computer.lockAfter.hint':
    'Counted from the last touch of this computer, from 1 to 60. Hearth also locks itself when the computer sleeps, and when its screen is locked and the system says so. What you are writing is saved first.',
  'computer.guard': 'Keep Hearth out of pictures and recordings of the screen',
  'computer.guard.hint': 'As far as this system does that. A phone that takes a photo of the screen sees everything.',

  'computer.hide': 'Out of sight',
  'computer.hide.text':
    '{keys} shows a plain calendar in place of this window, wherever you are in Hearth, and locks behind it. What you are writing is saved. To come back, double-click the name of the month, or press {keys} again after three seconds.',
  'computer.hide.limits':
    'It does not reach a window of the system that lies on top, such as the one for choosing a file: close that first, with Esc.',
  'computer.hide.now': 'Show the calendar now',
  'computer.hide.key': 'Show a calendar instead',
  'computer.neutral': 'Say “Notes” instead of the usual name',
  'computer.neutral.hint':
    'In the window, in the bar of open programs, and on the lock screen, with a plain picture. The picture changes fully when you open the app the next time.',
  'computer.neutral.limits':
    'It does not change the name that the program is installed under. The list of installed programs, the folder it keeps its files in and the list of running processes still show that, and on some systems the bar of open programs does too.',

  'erase.door': 'Erase everything…',
  'erase.settings': 'Destroys the keys and deletes all that Hearth keeps on this computer.',
  'erase.title': 'Erase everything on this computer',
  'erase.what':
    'The keys go first, within a second: from then on nobody can open what was written here, with or without your passphrase. Then the files are deleted: journal, groups, drafts, settings. Hearth starts again, empty. There is no way back.',
  'erase.stays':
    'What you shared stays with the people you shared it with, and nobody is told. To them you are still in the group: if you want to leave a group, do that first.',
  'erase.limits':
    'Files that you saved elsewhere stay where they are. So do copies that this computer made of its own disk, such as a system backup; those may still hold your keys under your passphrase.',
  'erase.how':
    'Press the button and hold it for two seconds: with the mouse, with a finger, or with Space or Enter. If you let go earlier, nothing happens.',
  'erase.hold': 'Hold to erase everything',
  'erase.holding': 'Keep holding to erase. Let go to keep everything.',
  'erase.kept': 'You let go in time. Nothing was changed.',
  'erase.working': 'Erasing…',
  'erase.keep': 'Keep everything',
  'erase.failed':
    'Hearth could not begin to erase. Nothing was changed. Close Hearth, open it again, and try once more.',
  'erase.left.keys':
    'Nothing was erased: this computer did not let Hearth change the files that hold your keys. Your words are still here, and still locked. Close other programs or restart the computer, then try again.',
  'erase.left.backups':
    'The keys on this computer are gone. A sealed backup could not be deleted; it opens with your passphrase or your recovery words and with nothing else. Hearth tries again when it is opened the next time.',
  'erase.left.words':
    'The keys are gone, so nobody can open what was written here. The sealed file with your words could not be deleted yet, and until it is, Hearth cannot be set up anew. Hearth tries again when it is opened the next time.',
  'erase.left.rest':
    'The keys and your words are gone. Some files that hold none of your words could not be deleted yet. Hearth tries again when it is opened the next time.',
} as const;
