/** Making invites, the eight words, and the invites that are open. */
export const inviting = {
  'invite.title': 'Invite someone',
  'invite.intro':
    'An invite lets a person ask to join. They are in only when somebody of the group approves them, so nothing happens by accident.',
  'invite.notYou':
    'In this group the facilitators invite. If you would like somebody to come in, you can ask one of them.',
  'invite.uses': 'How many people may use it',
  'invite.days': 'For how many days',
  'invite.role': 'They come in as',
  'invite.make': 'Make an invite',
  'invite.working': 'Making the invite…',
  'invite.ready': 'The invite is ready',
  'invite.ready.text':
    'Give it to the person in a way that only they can see, and let them know to expect it. It is open until {date}, for {uses, plural, one {one person} other {# people}}.',
  'invite.link': 'Invite link',
  'invite.copy': 'Copy the link',
  'invite.copied': 'Copied. The clipboard is emptied after a minute.',
  'invite.save': 'Save as a file',
  'invite.saved': 'The file is saved.',
  'invite.qr': 'Invite as a QR code',
  'invite.another': 'Make another',
  'invite.noServer.title': 'This group has no meeting place yet',
  'invite.noServer.text':
    'A meeting place is a small server where computers of the group find each other. It cannot read anything. Until one is set, the two computers cannot find each other over the internet.',
  'invite.server': 'The two computers find each other through {servers}.',
  'invite.offers':
    '{role, select, listener {Whoever uses it comes in as a listener} other {Whoever uses it comes in as a member}} and reads {reads, select, everything {everything that was shared before} days {{days, plural, one {the last day} other {the last # days}} before they came} other {what is shared after they came}}.',

  'history.choose': 'What newcomers may read of what was shared before',
  'history.everything': 'Everything',
  'history.since-joining': 'From joining on',
  'history.days': 'The last days',
  'history.days.count': 'How many days back',

  'spoken.title': 'Eight words to say',
  'spoken.text':
    'Eight words stand for this invite when you can only talk, for example on the phone. A meeting place keeps the invite, sealed, for whoever says them.',
  'spoken.noServer': 'For this the group needs a meeting place. Add one above, and the words can be made.',
  'spoken.make': 'Show eight words',
  'spoken.working': 'Making the words…',
  'spoken.list': 'Eight words to say',
  'spoken.how': 'Say them in this order, and say which meeting place keeps the invite: {servers}.',
  'spoken.notKept':
    'No meeting place has taken the invite yet ({servers}), so the words do not lead anywhere for now. Hearth goes on trying; the link and the file work in the meantime.',

  'invites.open': 'Open invites',
  'invites.open.none': 'No invite is open.',
  'invites.earlier': 'Earlier invites',
  'invites.row': 'Made {which}',
  'invites.by': 'by {name}, {when}',
  'invites.by.me': 'by you, {when}',
  'invites.offers':
    '{role, select, listener {comes in as a listener} other {comes in as a member}}, reads {reads, select, everything {everything shared before} days {{days, plural, one {the last day} other {the last # days}} before} other {from joining on}}',
  'invites.used':
    '{most, plural, one {{used, plural, =0 {not used yet} other {used}}} other {used {used} of {most} times}}',
  'invites.until': 'open until {date}',
  'invites.state.used': 'used up',
  'invites.state.expired': 'was open until {date}',
  'invites.state.revoked': 'taken back',
  'invites.state.facilitator-ended': 'closed, since a facilitator’s time ended',
  'invites.show': 'Show again',
  'invites.show.name': 'Show again the invite {which}',
  'invites.revoke': 'Take back…',
  'invites.revoke.name': 'Take back… the invite {which}',
  'invites.revoke.title': 'Take this invite back?',
  'invites.revoke.text':
    'Nobody can come in by it any more. Whoever asked with it and has not been let in yet has to be invited anew.',
  'invites.revoked': 'The invite is taken back.',
  'invites.revoke.confirm': 'Take it back',
  'invites.revoke.keep': 'Keep it open',
} as const;
