/** A group's keepers: what they are, consent, and how each of them is. */
export const keeper = {
  'keeper.what':
    'A keeper is a meeting place that also holds sealed entries for up to 30 days, so that members who are never online together can read each other.',
  'keeper.sees':
    'It cannot read anything and lets nobody in. It sees which internet addresses come to it and when, and about how much is sealed. It gets names that change every week, and cannot tell members apart by them.',
  'keeper.allowed': 'This group has agreed that its meeting places may hold sealed entries.',
  'keeper.notAllowed': 'This group has not agreed to a keeper. Nothing is held anywhere but on members’ computers.',
  'keeper.who': 'Facilitators decide this for the group, and everybody is told.',
  'keeper.allow': 'Let keepers hold sealed entries',
  'keeper.end': 'Stop using keepers',
  'keeper.end.done':
    'This group no longer uses keepers. Nothing more is put there or read there; what is there is gone within 30 days.',
  'keeper.allow.done': 'From now on, the group’s meeting places may hold its sealed entries. Everybody is told.',
  'keeper.here': 'Use the group’s keepers from this computer',
  'keeper.here.off':
    'This computer goes to no keeper. You still read and reach the others directly and by file. What lies at a keeper is there within 30 days, should you change your mind.',
  'keeper.noPlaces':
    'The group has no meeting place yet, so there is no keeper either. Add the address of one under “Directly, over the internet”, and the others do the same.',
  'keeper.places': 'Keepers of this group',
  'keeper.state.off': 'Not used.',
  'keeper.state.never-asked': 'Has not been asked yet.',
  'keeper.state.answering': 'Answers, since {when}.',
  'keeper.state.silent':
    'Has not answered, since {when}. Nothing is lost: what waits stays on this computer, and Hearth asks again by itself.',
  'keeper.state.no-mailboxes':
    'Is a meeting place only and holds nothing. Whoever runs it can turn mailboxes on, or the group can add another address.',
  'keeper.state.full':
    'Has no room for more, since {when}. Nothing is lost. Room comes back as old parcels expire; whoever runs it can give it more.',
  'keeper.state.refuses':
    'Does not take anything from here, since {when}. Nothing is lost. It may want a ticket, which you can type below, or the ticket is used up for today. Ask whoever runs it.',
  'keeper.state.too-much':
    'Gave far more than a group writes, or keeps losing what it had, since {when}. Hearth leaves it alone for the rest of the hour. If that goes on, the group is better off with another address.',
  'keeper.state.forgetful':
    'Did not give back what it said it kept, noticed {when}. Nothing is lost: it is on this computer, counts as not delivered, and is put there again after a day. If that goes on, the group is better off with another address.',
  'keeper.read': 'Last read {when}.',
  'keeper.read.never': 'Not read yet.',
  'keeper.put': 'Something was last put there {when}.',
  'keeper.put.never': 'Nothing was put there yet from this computer.',
  'keeper.waiting':
    '{count, plural, =0 {Nothing waits to be put there.} one {# entry or change waits to be put there.} other {# entries or changes wait to be put there.}}',
  'keeper.until': 'It keeps what it has of this group until {day}, as far as this computer knows.',
  'keeper.next': 'Asked again {when}.',
  'keeper.soon': 'Asked again within a minute.',
  'keeper.asking': 'Is being asked now.',
  'keeper.look': 'Ask now',
  'keeper.withheld':
    '{count, plural, one {# entry was} other {# entries were}} announced more than an hour ago and has not come by any path. Somebody may be offline, or a keeper may be holding something back. Meet directly, or ask for a file; then nothing can be held back.',
  'keeper.ticket': 'Ticket for {address}',
  'keeper.ticket.hint':
    'Only if whoever runs the keeper gave you one: 64 letters and digits. It stays on this computer; every member needs one of their own or the same one, told in private.',
  'keeper.ticket.has':
    'A ticket is kept on this computer. Type another one to replace it, or save it empty to remove it.',
  'keeper.ticket.save': 'Save the ticket',
  'keeper.ticket.saved': 'Saved on this computer. The keeper is asked now.',
  'keeper.found': 'Let keepers hold sealed entries of this group for up to 30 days',
  'keeper.found.hint':
    'A keeper is a meeting place that carries sealed entries between people who are never online together. Anyone in the group can end it later, and two together can turn it on.',

  'spread.withKeeper': 'With the keeper until {day}',

  'notice.keeper-allowed':
    '{name} turned keepers on for this group, {when}. Meeting places may hold its sealed entries.',
  'notice.keeper-allowed.me':
    'You turned keepers on for this group, {when}. Meeting places may hold its sealed entries.',
  'notice.keeper-ended': '{name} turned keepers off for this group, {when}. What is there is gone within 30 days.',
  'notice.keeper-ended.me': 'You turned keepers off for this group, {when}. What is there is gone within 30 days.',
} as const;
