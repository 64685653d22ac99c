/** Leaving, being removed, and starting anew. */
export const endings = {
  'leaving.title': 'Leaving',
  'leaving.intro': 'You can leave at any time, and nobody has to agree to it.',
  'leaving.leave': 'Leave this group…',
  'leaving.anew': 'Start the group anew without somebody…',
  'leaving.confirm.title': 'Leave {group}?',
  'leaving.confirm.text':
    'The others read on the timeline that you left. New entries no longer reach you. Your own words stay on this computer, and you can save them as a file. What you shared stays with the group.',
  'leaving.confirm.only':
    'You are the only facilitator. When you leave, nobody can let people in or change roles. You may want to make somebody a facilitator first; you can also leave as it is.',
  'leaving.confirm.alone': 'You are the only one here. When you leave, nobody can come in any more.',
  'leaving.confirm': 'Leave the group',
  'leaving.keep': 'Stay',

  'anew.title': 'Start the group anew',
  'anew.text':
    'You make a new group with the same name and the same agreement. Everybody whom you do not leave out is asked whether they come along, within thirty days.',
  'anew.stays':
    'The old group stays as it is: nobody is removed from it, and what was written there stays there. Everybody in it reads on the timeline that you started it anew, also those you leave out. In the new group the timeline begins empty.',
  'anew.without': 'Whom do you leave out?',
  'anew.alone': 'Nobody else is in this group, so there is nobody to leave out.',
  'anew.nobody': 'Choose at least one person, or go back: without that, this group can stay as it is.',
  'anew.submit': 'Start anew…',
  'anew.working': 'Making the new group…',
  'anew.confirm.title': 'Start anew without {names}?',
  'anew.confirm.text':
    'The others are asked whether they come along. The note on the timeline of the old group cannot be taken back.',
  'anew.confirm': 'Start anew',
  'anew.keep': 'Not now',

  'successor.text':
    '{name} has started this group anew, {when}: a new group with the same name, in which not everybody of this one is. You can ask to come along. This group stays as it is, and you stay in it.',
  'successor.title': 'A new beginning',
  'successor.come': 'Come along',
  'successor.notNow': 'Not now',

  'past.title': 'Groups you were in',
  'past.row.left': 'You left {when}',
  'past.row.removed': 'Ended {when}',
  'past.row.computer': 'This computer was removed {when}',
  'past.left.title': 'You have left {group}',
  'past.left.text': 'You left {when}. Going is part of a group too, and you do not have to explain it to anybody.',
  'past.left.untold':
    'Nobody in the group has heard of it yet. Until {date}, Hearth tells them as soon as it meets one of them.',
  'past.removed.title': 'You are no longer in {group}',
  'past.removed.text':
    '{names} ended your place in this group, {when}. {reason, select, agreement {The reason given was the agreement of the group.} asked {The reason given was that you had asked for it.} safety {The reason given was safety.} stale {The reason given was that nothing had been heard from you for a long time.} lost {The reason given was a lost computer.} other {No reason was given.}}',
  'past.removed.unknown':
    'Your place in this group ended, {when}. {reason, select, agreement {The reason given was the agreement of the group.} asked {The reason given was that you had asked for it.} safety {The reason given was safety.} stale {The reason given was that nothing had been heard from you for a long time.} lost {The reason given was a lost computer.} other {No reason was given.}}',
  'past.removed.worth':
    'This can hurt, whatever the reason. It says something about this group at this time, and nothing about your worth. You do not have to do anything with it today.',
  'past.computer.title': 'This computer is no longer in {group}',
  'past.computer.text':
    'It was removed {when}. You are still in the group with your other computer. What was written here after that, and had not left this computer, reached nobody; you can save it as a file.',
  'past.computer.again':
    'If you want to use the group here again, add this computer anew: on the other one, under Settings, Your computers. If somebody else removed it and you do not know why, ask a person of the group in another way.',
  'past.help': 'If this is hard right now, you do not have to carry it alone.',
  'past.help.open': 'Help now',
  'past.keep': 'What you keep',
  'past.keep.words':
    '{count, plural, =0 {You shared no words of your own in this group.} one {One entry of your own is on this computer.} other {# entries of your own are on this computer.}} What others have of it stays with them.',
  'past.keep.journal': 'Your journal and your other groups are not touched by it.',
  'past.save': 'Save my words as a file',
  'past.save.hint': 'The file can be read by everybody who opens it. Nothing that others wrote is in it.',
  'past.saved': 'The file is saved.',
  'past.forget': 'Remove this group from this computer…',
  'past.forget.title': 'Remove {group} from this computer?',
  'past.forget.text':
    'Everything of this group goes from this computer, your own words in it too, unless you saved them as a file. It cannot be taken back.',
  'past.forget.text.untold':
    'Nobody in the group has heard yet that you left; if you remove it now, they will not. Everything of this group goes from this computer, your own words in it too, unless you saved them as a file. It cannot be taken back.',
  'past.forget.confirm': 'Remove it',
  'past.forget.keep': 'Keep it',
} as const;
