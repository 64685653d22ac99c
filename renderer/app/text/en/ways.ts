/** The ways to the others of a group at one glance. */
export const ways = {
  'ways.title': 'Ways to the others',
  'ways.intro': 'Whatever you write is on this computer first. It goes on by every way that is on, by itself.',
  'ways.more': 'More and settings',
  'ways.more.name': 'More and settings: {way}',
  'ways.network': 'On the same network',
  'ways.network.off': 'Off. When you are in one place with others, you can let Hearth look for them on that network.',
  'ways.network.hidden': 'Off while addresses are hidden in this group.',
  'ways.network.none': 'On. Nobody of this group was found here yet; Hearth goes on looking.',
  'ways.network.before': 'On. Somebody of this group was last heard here {when}; Hearth goes on looking.',
  'ways.network.found':
    'On. {places, plural, one {# other computer} other {# other computers}} of this group found here, last heard {when}.',
  'ways.direct': 'Directly, over the internet',
  'ways.direct.hidden': 'Off while addresses are hidden in this group.',
  'ways.direct.noPlace': 'Off: no meeting place is set. You can add one here.',
  'ways.direct.now': 'On. You are in touch with somebody.',
  'ways.direct.alone':
    'On. A meeting place answers, and nobody else is there right now. Whoever comes is met by itself.',
  'ways.direct.failed':
    'On. Somebody was there, and no direct connection came about, last {when}. It is tried again by itself.',
  'ways.direct.connecting': 'On. Hearth is trying to reach a meeting place.',
  'ways.direct.silent':
    'On, but no meeting place answers, since {when}. It is tried again by itself, at least every minute; under “More and settings” you can find out why.',
  'ways.keeper': 'By a keeper',
  'ways.keeper.off':
    'Off. This group has not agreed to a keeper, which would carry words between people never online together.',
  'ways.keeper.away': 'Off on this computer, by your choice.',
  'ways.keeper.noPlace': 'Waits for a meeting place. You can add one under “Directly, over the internet”.',
  'ways.keeper.none': 'Not possible yet: the meeting place holds nothing. Whoever runs it can turn that on.',
  'ways.keeper.asking': 'On. The keeper is being asked for the first time.',
  'ways.keeper.on':
    'On. Last read {when}. {count, plural, =0 {Nothing waits to be put there.} one {# entry or change waits to be put there.} other {# entries or changes wait to be put there.}}',
  'ways.keeper.silent':
    'On, but the keeper does not answer, since {when}. It is asked again by itself, at least every 15 minutes.',
  'ways.keeper.trouble': 'On, and there is a problem, which “More and settings” tells. Nothing is lost.',
  'ways.file': 'By file',
  'ways.file.never': 'Always there, without any network. No file was carried yet.',
  'ways.file.made': 'Always there, without any network. A file was last made here {when}.',
  'ways.file.taken': 'Always there, without any network. A file was last opened here {when}.',
  'ways.file.both': 'Always there, without any network. A file was last made here {made}, and one last opened {taken}.',
} as const;
