/** Own computers: adding one, comparing the words, removing one. */
export const computers = {
  'computers.title': 'Your computers',
  'computers.hint': 'Use Hearth on a second computer of yours, or remove one that was lost.',
  'computers.open': 'Open your computers',
  'computers.intro': 'You can take part in your groups with up to three computers. To the others you stay one person.',
  'computers.add': 'Add another computer',
  'computers.isNew': 'This is the new one',
  'computers.journal':
    'Your journal is not carried over: each entry stays on the computer on which it was written. A group that you join later comes to the other computer when you add it there once more.',
  'computers.others': 'Other computers',
  'computers.none': 'No other computer was added from here or has added this one.',
  'computers.paired': 'Added {date}',
  'computers.in': 'In {group}',
  'computers.silent': 'In {group}, not heard of yet',
  'computers.removed': 'No longer in {group}',
  'computers.remove': 'Remove this computer…',
  'computers.remove.name': 'Remove this computer, added {date}…',
  'computers.remove.title': 'Remove the computer that was added {date}?',
  'computers.remove.text':
    'For one that is lost, stolen or given away. Your groups go on with new keys: it gets nothing that is written from now on, and what is written on it does not count. What it has already stays on it, locked with its passphrase.',
  'computers.remove.confirm': 'Remove it from my groups',
  'computers.remove.keep': 'Keep it',
  'computers.remove.done': 'It is removed. The others hear of it as soon as their computers are in touch.',
  'computers.remove.notFrom': 'It is removed, but not yet from {groups}. Nothing is lost. Please try again in a while.',

  'computers.mine.title': 'Your computers in this group',
  'computers.mine.text':
    'One that was lost, stolen or given away can be removed. The group goes on with a new key: it gets nothing that is written from now on, and what is written on it does not count.',
  'computers.mine.this': 'This computer, here since {date}',
  'computers.mine.choose': 'Which one should be removed?',
  'computers.mine.other': 'Computer {number}, here since {date}',
  'computers.mine.remove': 'Remove it from the group',
  'computers.mine.close': 'Close',
  'computers.mine.done': 'That computer is no longer in the group. New entries are sealed with a new key.',

  'pair.code': 'With a code',
  'pair.code.new':
    'If both computers can reach the same meeting place: this one shows eight words, and you type them on the other.',
  'pair.code.server': 'Address of a meeting place',
  'pair.code.server.hint': 'For example that of your group; the other computer shows it in the group, under “Reach”.',
  'pair.code.show': 'Show a code',
  'pair.file': 'With a file',
  'pair.file.new':
    'Without any network: a stick goes there, comes back, and goes there once more. This computer makes the first file.',
  'pair.file.first': 'Save the first file',
  'pair.file.first.again': 'Save the first file again',
  'pair.file.saved': 'The file is saved.',
  'pair.stop': 'Stop and begin anew',

  'pair.new.title': 'Bring your groups to this computer',
  'pair.new.text':
    'Have your other computer beside you. On it, open Settings, then Your computers, then “Add another computer”.',
  'pair.new.reply':
    'Bring the first file to your other computer and open it there. That computer makes a second file; bring it back and open it here.',
  'pair.new.reply.open': 'Open the second file',
  'pair.new.type': 'Type these eight words on your other computer',
  'pair.new.words': 'Code',
  'pair.new.qr': 'The same code as a picture',
  'pair.meeting.connecting': 'Looking for {server}…',
  'pair.meeting.answering': 'Waiting at {server} for your other computer.',
  'pair.meeting.silent':
    '{server} does not answer. Nothing was changed. It is tried again by itself; you can also stop, and look at the address.',

  'pair.old.title': 'Add another computer',
  'pair.old.text':
    'On the new computer: set up Hearth, open Settings, then Your computers, then “This is the new one”. Have both beside you.',
  'pair.old.groups':
    '{count, plural, =0 {You are in no group yet.} one {Your group can come along.} other {Your # groups can come along.}} One in which you have three computers already cannot; remove one there first.',
  'pair.old.code': 'Type the eight words that the new computer shows.',
  'pair.old.code.field': 'Eight words, or the code as text',
  'pair.old.code.read': 'Understood so far',
  'pair.old.code.server.hint': 'The one that the new computer names beside its words.',
  'pair.old.code.find': 'Look for it',
  'pair.old.file': 'Bring the first file from the new computer, and open it here.',
  'pair.old.file.open': 'Open the first file',
  'pair.old.answer':
    'Save the second file, bring it to the new computer and open it there. That computer makes a third file; bring it back and open it here.',
  'pair.old.reply.save': 'Save the second file',
  'pair.old.answer.open': 'Open the third file',
  'pair.old.met': 'The new computer was found. One moment…',

  'pair.compare.title': 'Compare four words',
  'pair.compare.new':
    'Your other computer shows four words as well. If they are the same, nobody stands between the two.',
  'pair.compare.new.file':
    'First save the third file and open it on your other computer; then it shows four words as well. If they are the same, nobody stands between the two.',
  'pair.compare.old':
    'The new computer shows four words as well. If they are the same, press so on both, and it comes into your groups. Nothing has been given to it yet.',
  'pair.compare.save': 'Save the third file',
  'pair.compare.save.again': 'Save the third file again',
  'pair.compare.same': 'They are the same',
  'pair.compare.differ': 'They differ',
  'pair.differ.done':
    'It was ended, and nothing was given to anybody. Begin anew with both computers beside you. If the words differ again, somebody may be in between; then use files instead of a code, or another stick.',

  'pair.done.old': 'The new computer was added',
  'pair.done.old.text': 'Press “They are the same” on the new computer as well, if you have not yet.',
  'pair.done.new': 'This computer is yours in these groups',
  'pair.done.new.text':
    'What has not arrived comes by itself when the two are in touch. It may take a while; you can go on.',
  'pair.done.list': 'Groups',
  'pair.done.in': '{group}: added.',
  'pair.done.here': '{group}: it is here.',
  'pair.done.waiting': 'A group whose name has not arrived yet: waiting for your other computer.',
  'pair.done.full':
    '{group}: you have three computers there already, so none was added. To bring it there too, remove one and begin anew.',
  'pair.done.no-room': 'A group for which there is no room on this computer: not added.',
  'pair.done.gone': '{group}: not added, since you are no longer in it here.',
  'pair.done.byFile':
    'Some of these groups have no meeting place. For each, save a file here and open it on the new computer.',
  'pair.done.save': 'Save a file for {group}',
  'pair.done.open.text': 'A group without a meeting place comes by a file that your other computer saves for it.',
  'pair.done.open': 'Open a file of a group',
  'pair.done.recovery':
    'Keep the recovery words of your first computer: they stand for your groups. Those that you wrote down for this computer open this one alone.',
  'pair.done': 'Done',
} as const;
