/** How this computer is doing. */
export const health = {
  'health.title': 'How this computer is doing',
  'health.hint': 'What is saved, how much, where it lies, and when the others were last met.',
  'health.open': 'See how it is doing',
  'health.intro': 'All of this is about this computer alone. Nobody else is told any of it.',
  'health.saved': 'Saved',
  'health.saved.at': 'Last saved {when}. What you write is saved while you write.',
  'health.saved.never': 'Nothing was written yet.',
  'health.sound': 'All that is saved was last read through {when}, and is whole.',
  'health.check': 'Read it through now',
  'health.check.done': 'It was read through just now, and is whole.',
  'health.free': '{size} are free on this disk.',
  'health.scarce':
    'Only {size} are free on this disk. Hearth still saves. When there is no room left it says so, and what you write stays on the screen. Please delete or move something that you no longer need.',
  'health.renewed':
    'Hearth noticed {when} that its files are a copy, or were put back to an earlier state. It went on by itself so that nothing gets mixed up; there is nothing to do.',
  'health.trouble.disk':
    '{count, plural, one {Once} other {# times}} since Hearth was started the disk did not take or give something, the last time {when}. Whatever was not saved was said at that time.',
  'health.trouble.defect':
    '{count, plural, one {Once} other {# times}} since Hearth was started something in Hearth itself went wrong, the last time {when}. What is saved is not touched by that. If something looks odd, lock Hearth and open it again.',

  'health.groups': 'Your groups',
  'health.groups.none': 'You are in no group.',
  'health.group.past': '{group}, past',
  'health.group.holds': '{count, plural, =0 {No entries} one {One entry} other {# entries}}, {size}.',
  'health.met': '{name}: last in touch {when}.',
  'health.met.never': '{name}: not met by this computer yet.',
  'health.met.list': 'When this computer last met the others of {group}',
  'health.waiting':
    '{count, plural, one {One entry waits} other {# entries wait}} for earlier ones that have not come yet. They show by themselves as soon as those are here.',
  'health.setAside':
    '{count, plural, one {One entry is} other {# entries are}} kept but not shown: written after somebody was removed, or at odds with other words of the same computer.',

  'health.where': 'What lies where',
  'health.journal': '{count, plural, =0 {No journal entries} one {One journal entry} other {# journal entries}}',
  'health.drafts': '{count, plural, =0 {no drafts} one {one draft} other {# drafts}}',
  'health.private': '{journal} and {drafts}, {size}.',
  'health.folder': 'All of it lies in this folder. Words and keys are sealed in it:',
  'health.part.keys': 'Keys',
  'health.part.words': 'Words: journal, drafts and groups',
  'health.part.backups': 'Backups',
  'health.part.windows': 'What windows need: looks and sizes, no words',
  'health.part.rest': 'Anything else',
} as const;
