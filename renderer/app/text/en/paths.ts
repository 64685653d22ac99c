/** How this computer reaches a group: helper servers, hiding its address, and what a router forbids. */
export const paths = {
  'paths.directFailed':
    'Another computer of this group was found, but no direct connection to it came about, last {when}. A router on the way may forbid it. Nothing is lost: what you write waits here and is tried again by itself. A helper server may find a way. A keeper, where the group has agreed to one, carries it meanwhile, and a file always does.',
  'paths.unused': 'not used to find the others while your address is hidden',

  'paths.helpers': 'Helper servers',
  'paths.helpers.text':
    'Two computers behind two routers often need help to connect directly. A STUN server tells your computer how it is seen from outside. A TURN server passes the sealed connection on where nothing else works. Neither can read anything; both see your network address. Nobody is asked unless you set one here, for this group and on this computer only.',
  'paths.helpers.none': 'No helper server is set.',
  'paths.helper.stun': 'tells this computer how it is seen from outside',
  'paths.helper.turn': 'passes sealed connections on',
  'paths.helper.remove': 'Remove',
  'paths.helper.remove.name': 'Remove {address}',
  'paths.helper.address': 'Address of a helper server',
  'paths.helper.address.hint':
    'Whoever runs your meeting place may run one too. It begins with stun: or turn:, as in stun:meet.example.org:3478',
  'paths.helper.user': 'User name, for TURN only',
  'paths.helper.password': 'Password, for TURN only',
  'paths.helper.add': 'Add this helper server',

  'paths.hide': 'Your network address',
  'paths.hide.text':
    'Computers that connect directly see each other’s network address. It can tell roughly where you live.',
  'paths.hide.check': 'Hide my network address from this group',
  'paths.hide.is':
    'Your computer connects to nobody in this group, and answers nobody. Where the group has agreed to a keeper, words go both ways by it: the keeper sees your address, and the others do not. Without a keeper, what you write stays here, and what others write does not come, until it is carried by file. Nothing is lost.',
  'paths.hide.group':
    'This group has decided that its computers hide their network addresses from each other: no direct connections are made. What is written goes by a keeper, where the group has agreed to one, which sees the addresses that come to it. Without one it goes by file. Nothing is lost.',
  'paths.policy': 'Members’ computers hide their network addresses from each other',
  'paths.policy.hint':
    'For groups whose members do not know each other. Nobody’s computer connects directly to another. What is written goes by a keeper, so let the group agree to one as well, on its page “Reach”. Without one, only files carry what is written.',
  'paths.policy.is':
    'Members’ computers hide their network addresses from each other. What is written goes by a keeper, where the group has agreed to one, and else by file.',
} as const;

/** What can be wrong with a helper server. */
export const pathErrors = {
  'error.HelperSchemeUnknown':
    'This is not the address of a helper server: it has to begin with stun:, turn: or turns:. Nothing was changed.',
  'error.HelperAddressPath':
    'The address of a helper server is a name and a number alone, as in stun:meet.example.org:3478, with no slashes and nothing behind them. Nothing was changed.',
  'error.HelperAddressInvalid':
    'There is no such address. After stun: or turn: comes the name of a computer, then a colon and a number up to 65535. Nothing was changed.',
  'error.HelperNeedsPassword':
    'A TURN server asks who you are: please give the user name and the password that you were told. Nothing was changed.',
  'error.TooManyHelpers': 'A group can have four helper servers. Remove one first. Nothing was changed.',
} as const;
