/** Finding members on the network that this computer is on. */

/** What can go wrong there. */
export const lanErrors = {
  'error.NetworkGone':
    'This computer is not on that network any more, so Hearth does not look there. Nothing else was changed. The list shows the networks of now.',
  'error.NetworkProxied':
    'Everything that Hearth sends goes through the proxy that you set, and what is said on a network cannot. Nothing was changed. To look for members here, take the proxy out of the settings first.',
  'error.TooManyNetworks':
    'Hearth looks on two networks already, and does not look on more. Nothing was changed. You can stop looking on one of them first.',
} as const;

export const lan = {
  'lan.title': 'On this network',
  'lan.intro':
    'Hearth can find members who are on the same network as this computer: the same router, a phone’s hotspot, or a cable between two computers. No internet is needed.',
  'lan.noticed':
    'While it looks, others on that network can notice that some device runs a program of this kind. They do not learn who you are, which group it is for, or what you write. Members of your groups who are there learn this computer’s address on that network.',
  'lan.lasts':
    'Hearth looks for all your groups, until you stop it, until it is locked, or until this computer is on another network. Then it asks again.',
  'lan.networks': 'Networks of this computer',
  'lan.networks.none':
    'This computer is on no network right now. It can be on one with others by a router, by a phone’s hotspot, or by a cable between two computers.',
  'lan.network': 'By {device}, where this computer is {address}',
  'lan.look': 'Look for members here',
  'lan.look.name': 'Look for members here, by {device} at {address}',
  'lan.again': 'Try again',
  'lan.again.name': 'Try again, by {device} at {address}',
  'lan.stop': 'Stop looking',
  'lan.stop.name': 'Stop looking, by {device} at {address}',
  'lan.off': 'Hearth does not look here.',
  'lan.starting': 'Hearth is beginning to look here.',
  'lan.looking': 'Hearth looks here for members.',
  'lan.failed':
    'Hearth could not look here: the system did not let it speak to others on this network. Nothing is lost. A firewall on this computer may be the reason.',
  'lan.found':
    '{places, plural, one {# other computer} other {# other computers}} of this group found here, last heard {when}.',
  'lan.found.none': 'No other computer of this group was found yet.',
  'lan.found.before': 'No other computer of this group is here any more. One was last heard {when}.',
  'lan.found.step':
    'Are the others on the same network, with Hearth open, and looking too? Networks for guests often keep computers apart; a phone’s hotspot or a cable does not.',
} as const;
