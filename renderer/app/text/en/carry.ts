/** Entries by file. */
export const carry = {
  'carry.intro':
    'For when the computers of this group do not meet. One file is for everybody in the group: put it on a stick or send it in any way you like. Whoever is in the group can open it, and nobody else can read it.',
  'carry.save': 'Save what the group may be missing',
  'carry.saving': 'Making the file…',
  'carry.saved':
    'The file is saved. It holds {count, plural, one {one entry} other {# entries}} that somebody may be missing.',
  'carry.saved.nothing':
    'The file is saved. As far as this computer knows, everybody has every entry, so the file only tells who belongs to the group.',
  'carry.saved.leftOut':
    '{count, plural, one {One older entry} other {# older entries}} did not fit and stayed here. Once somebody has opened this file and sent one back, another can hold the rest.',
  'carry.saved.for': 'It brings up to date: {names}.',
  'carry.saved.forPart': 'Something would still be missing at: {names}.',
  'carry.open': 'Open a file',
  'carry.opening': 'Reading the file…',
  'carry.taken.one': 'One new entry, written {to}.',
  'carry.taken.many': '{count} new entries. The oldest was written {from}, the newest {to}.',
  'carry.taken.changes': 'The file brought changes, and no new entry to read.',
  'carry.taken.nothing': 'Nothing in the file was new. This computer has all of it already.',
  'carry.taken.group': 'The file was for {group}.',
  'carry.taken.by': '{name} made it {when}.',
  'carry.taken.byMe': 'You made it yourself, {when}.',
  'carry.taken.bySomebody': 'It was made {when}.',
  'carry.taken.cut':
    'The end of the file is missing. Its beginning was taken, {read} of {entries} pieces; for the rest, please ask for the file again.',
  'carry.taken.damaged':
    'A part of the file was changed on its way. What comes before that part was taken, {read} of {entries} pieces; for the rest, please ask for the file again.',
  'carry.taken.waiting': 'The file opened, and the group has not let you in yet. Your request stays.',
  'carry.drop': 'Let go to open the file. Hearth takes {ending} files and invites.',
  'carry.opened.title': 'A file for your group',
  'carry.opened.nothing':
    'A file that somebody of your group saved can be opened here, by a double click or by dragging it into this window. Opening one twice does no harm.',
  'carry.opened.group': 'Go to {group}',
  'carry.opened.other': 'Open another file',
  'carry.waiting.title': 'A file from the group',
  'carry.waiting.intro':
    'Once the group has let you in, any member can save a file for the whole group. Opened here, it lets you in without a network.',
  'carry.waiting.open': 'Open a file from the group',
} as const;
