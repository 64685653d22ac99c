/** Who belongs: roles, changing them, removing, how a group decides, and comparing with each other. */
export const belonging = {
  'people.title': 'People in this group',
  'people.you': '{name} (you)',
  'people.unnamed': 'somebody new',
  'people.role.facilitator': 'Facilitator',
  'people.role.member': 'Member',
  'people.role.listener': 'Listener',
  'people.devices': 'takes part with {count, plural, one {one computer} other {# computers}}',
  'people.joined': 'Here since {date}',
  'people.seen': 'Last in touch with this computer {when}',
  'people.never': 'Not yet in touch with this computer',
  'people.asked': '{names} asked to remove {name}. When one more person asks for it, {name} is removed.',
  'people.asked.byMe': 'You asked to remove {name}. When one more person asks for it, {name} is removed.',
  'people.more': 'More',
  'people.more.name': 'More about {name}',
  'people.menu': 'What you can do',
  'people.menu.compare': 'Compare safety number',
  'people.menu.role': 'Change role…',
  'people.menu.remove': 'Remove from the group…',
  'people.menu.ask': 'Ask to remove…',
  'people.menu.computers': 'Computers of mine…',
  'people.menu.askToo': 'I ask for it too…',
  'people.done.role':
    '{name} is now {role, select, facilitator {a facilitator} listener {a listener} other {a member}}.',
  'people.done.removed': '{name} is no longer in the group.',
  'people.done.asked': 'You asked to remove {name}. The others see it on the timeline.',

  'role.title': 'Which role should {name} have?',
  'role.choose': 'Role',
  'role.text': 'Everybody in the group sees the change on the timeline, and {name} does too.',
  'role.facilitator.hint': 'Invites, lets people in, changes roles, removes. Writes and answers like everybody.',
  'role.member.hint': 'Reads, writes and answers.',
  'role.listener.hint': 'Reads and reacts. Writes no entries.',
  'role.confirm': 'Change the role',
  'role.keep': 'Leave it as it is',

  'remove.title': 'Remove {name} from the group?',
  'remove.text':
    'From here on, new entries are sealed with a new key. What {name} already had stays with {name}, and their own words stay theirs.',
  'remove.told': '{name} is told, kindly, by whom and with the reason you choose. The group sees the same.',
  'remove.reason': 'Reason',
  'remove.reason.agreement': 'Because of the agreement',
  'remove.reason.asked': '{name} asked for it',
  'remove.reason.safety': 'For safety',
  'remove.reason.unspecified': 'Not given',
  'remove.confirm': 'Remove {name}',
  'remove.keep': 'Keep {name} in the group',

  'ask.title': 'Ask to remove {name}?',
  'ask.text':
    'In a group of equals two people remove somebody together. The others see on the timeline that you asked, and so does {name}. Nothing else happens until one more person asks for it.',
  'ask.confirm': 'Ask for it',
  'ask.too.title': 'Remove {name}, together with {names}?',
  'ask.too.text':
    '{names} asked for it already. When you ask for it too, {name} is removed. From here on, new entries are sealed with a new key. What {name} already had stays with {name}, and their own words stay theirs.',
  'ask.too.confirm': 'I ask for it too',

  'number.title': 'Compare with {name}',
  'number.text':
    'Read these digits to each other, on the phone or side by side, as far as you like. If both screens show the same, nobody stands between your computers.',
  'number.list': 'Safety number',
  'number.differs':
    'If they differ, look whether both of you have been in touch lately, and compare again. If they still differ, do not rely on Hearth for what is private between you, and talk about it in another way.',

  'circle.title': 'Circle check',
  'circle.link': 'Circle check: do we all see the same group?',
  'circle.text':
    'Eight words that follow from who is in this group, in which role, and how it decides. Every computer that knows the same shows the same words.',
  'circle.list': 'Words of the circle',
  'circle.how': 'How to do it',
  'circle.how.meet': 'Do it when you meet, in a room or in a call, after somebody joined or left.',
  'circle.how.read': 'One person reads the eight words aloud. The others look at their own screens.',
  'circle.how.same': 'When they are the same for everybody, everybody sees the same people in this group.',
  'circle.differs': 'When they differ',
  'circle.differs.text':
    'Mostly it means that somebody’s computer has not heard of the latest change. Let everybody be in touch once, and look again. If one screen stays different, compare safety numbers with that person.',
  'circle.working': 'The words are being worked out…',

  'decides.title': 'How this group decides',
  'decides.mode.facilitated':
    'A group with facilitators: they let people in, change roles and remove. Who was a facilitator earlier cannot be removed by who became one later.',
  'decides.mode.equals':
    'A group of equals: everybody may invite and let people in, and two people together may remove somebody. This stays as it was made.',
  'decides.invite.yes': 'Members may invite; facilitators let in.',
  'decides.invite.no': 'Only facilitators invite.',
  'decides.invite': 'Members may invite (facilitators let in)',
  'decides.history.everything': 'Newcomers usually read everything that was shared before.',
  'decides.history.since-joining': 'Newcomers usually read what is shared after they came.',
  'decides.history.days':
    'Newcomers usually read {days, plural, one {the last day} other {the last # days}} before they came.',
  'decides.save': 'Save how we decide',
  'decides.saved': 'Saved. The group sees on the timeline that it changed.',
} as const;
