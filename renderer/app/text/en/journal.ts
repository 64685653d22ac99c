/** Today, the private journal, and sharing one entry of it. */
export const journal = {
  'today.title': 'Today',
  'today.write': 'Write',
  'today.journal': 'My journal',
  'today.journal.empty':
    'This is where your journal will be. A few words are enough, and so is a whole page. What you write stays on this computer, unless you choose to share it.',
  'today.earlier': 'Earlier entries',
  'today.blank': 'Nothing written on this page yet',
  'today.new': 'New in your groups',
  'today.new.nothing': 'Nothing new. It will be here when there is.',
  'today.new.row': '{name}: {count, plural, one {one new entry} other {# new entries}}',
  'today.requests.row': '{name}: {count, plural, one {somebody asks} other {# people ask}} to join',
  'today.joins.row': 'Your request to join a group',
  'today.doors': 'Be with others',

  'journal.title': 'Journal',
  'journal.editor': 'Journal entry',
  'journal.placeholder': 'Write what you like…',
  'journal.private': 'Only on this computer, only for you.',
  'journal.share': 'Share with a group…',
  'journal.delete': 'Delete…',
  'journal.delete.title': 'Delete this entry?',
  'journal.delete.text':
    'It will be removed from your journal on this computer. A copy that you shared with a group stays with the group.',
  'journal.delete.confirm': 'Delete this entry',
  'journal.delete.keep': 'Keep it',

  'share.title': 'Share an entry with a group',
  'share.intro':
    'A copy of this entry goes to the group you choose. The entry in your journal stays private, and later changes to it stay private too.',
  'share.choose': 'Share with',
  'share.noGroups': 'You are not in a group yet. When you are, you can share an entry from here.',
  'share.listener': 'You take part as a listener, who reads and reacts. Your entry stays in your journal.',
  'share.preview': 'This is what will be shared',
  'share.who': 'Who will have it',
  'share.who.alone': 'Nobody else is in this group yet. Whoever joins later may be able to read it.',
  'share.who.names': '{names}. Whoever joins the group later may be able to read it as well.',
  'share.who.lasting':
    'What has reached another person’s computer cannot be called back from there, so take the time you need.',
  'share.confirm': 'Share with {group}',
  'share.working': 'Sharing…',
} as const;
