/** Asking to join by a group's keeper: before it, while one waits, and at who invites. */
export const joinKeeper = {
  'join.keeper':
    'The group has a keeper. If nobody is online when you are, or your networks allow no direct connection, your request waits there, sealed, for up to 30 days. The keeper cannot read it.',
  'join.keeper.others': 'Somebody else who was given the same invite could read your name and your note there.',
  'join.keeper.note': 'For example how you know each other. Those who let people in read it.',

  'invite.keeper':
    'The group has a keeper. Who holds this invite can ask even when nobody here is online at the same time, and on any network. The request waits at the keeper until the computer of somebody who lets people in asks there.',

  'joinKeeper.title': 'By the keeper',
  'joinKeeper.looking.lies':
    'Your request lies with the keeper, sealed. It waits there until the computer of somebody who lets people in asks for it. You do not have to be online at the same time.',
  'joinKeeper.approval':
    'The answer comes by the keeper too. Hearth looks for it when it is open; you need not be there when somebody lets you in.',
  'joinKeeper.asking': 'Is being asked for the first time.',
  'joinKeeper.lies': 'Keeps your request until {day}.',
  'joinKeeper.elsewhere':
    'Is of no help just now, since {when}. That does no harm: another keeper has your request, or the group has it already.',
  'joinKeeper.elsewhere.refuses':
    'Takes nothing without a ticket, since {when}. That does no harm: another keeper has your request, or the group has it already.',
  'joinKeeper.answering': 'Answers. The group has your request, so it need not lie here.',
  'joinKeeper.silent':
    'Has not answered, since {when}. Your request stays on this computer, and Hearth asks again by itself. A file works meanwhile.',
  'joinKeeper.no-mailboxes':
    'Is a meeting place only and keeps nothing. Your computer still looks for somebody there. Otherwise use a file.',
  'joinKeeper.full':
    'Has no room for your request, since {when}. Hearth tries again by itself. If it takes long, use a file, or ask for a new invite.',
  'joinKeeper.refuses':
    'Takes nothing without a ticket, since {when}. Your request stays on this computer. Whoever invited you may have a ticket for you to type below. Otherwise use a file.',
  'joinKeeper.too-much':
    'Gave far more than a request needs, since {when}. Somebody may be filling the place of this invite. Hearth goes on in an hour. If that stays so, ask for a new invite.',
  'joinKeeper.forgetful':
    'Does not have your request any more, noticed {when}. Nothing is lost: it is on this computer, and is put there again within a few hours.',
} as const;
