/** A line that is paid by the megabyte: what is spared, what waits for it, and how to end it. */
export const paidLine = {
  'paid.title': 'When this network costs money',
  'paid.intro':
    'Some networks are paid by the megabyte: a phone’s hotspot on a train, or a connection abroad. Tell Hearth, and it spares the line. Words still come and go, and little else passes.',
  'paid.how':
    'What you write goes out as soon as it is written. What the others write comes at every full and half hour, and whenever you write. Words of long ago are not fetched by themselves, and what others wrote is not passed on from here. It holds for all your groups and for that network alone, also after Hearth was closed, and ends by itself on another network.',
  'paid.networks.none': 'This computer is on no network right now.',
  'paid.check': 'Paid by the megabyte: {device}, where this computer is {address}',
  'paid.is': 'Hearth spares the line on this network, because you said that it is paid by the megabyte.',
  'paid.now.visiting':
    'It is connecting to the others right now, fetches and gives what is due, and parts again by itself.',
  'paid.now.next': 'It is connected to nobody right now. It connects again {when}, or as soon as you write something.',
  'paid.now.keeper':
    'The keeper carries what is written, so nobody is connected to. It is asked again {when}, or as soon as you write something.',
  'paid.now.keeperNow': 'The keeper carries what is written, so nobody is connected to. It is being asked right now.',
  'paid.now.nowhere': 'Nobody is connected to over the internet anyway; the ways at the top of this page say why.',
  'paid.opened': 'You have let all text pass. The line is spared again when all has passed, {when} at the latest.',
  'paid.nothing': 'As far as is known here, nothing waits because of it.',
  'paid.older':
    '{count, plural, one {One older entry or change, which others have, waits} other {# older entries or changes, which others have, wait}} to be fetched. The newest are here.',
  'paid.others':
    '{count, plural, one {One entry or change of others is here and waits} other {# entries or changes of others are here and wait}} to be passed on to somebody who may lack it. Whoever wrote it, and everybody else who has it, still passes it on.',
  'paid.end': 'Both go on by themselves on a network that does not cost money, and as soon as you take the tick away.',
  'paid.open': 'Let all text pass now',
  'paid.open.hint': 'For ten minutes at most. It can cost some megabytes.',
  'reach.server.spared': 'not gone to right now, to spare the line',
  'ways.direct.spared':
    'Spared, because this network is paid by the megabyte. Hearth connects again {when}, or as soon as you write something; below you can let all text pass now.',
  'ways.direct.sparedByKeeper':
    'Spared, because this network is paid by the megabyte, and the keeper carries what is written; below you can let all text pass now.',
} as const;
