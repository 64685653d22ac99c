/** Help now and settings. */
export const places = {
  'help.title': 'Help now',
  'help.danger.title': 'If you or somebody else is in danger',
  'help.danger.text':
    'Call your local emergency number. In the countries of the European Union it is 112, and the call is free.',
  'help.danger.place':
    'If you cannot call, go to the nearest emergency department, or ask a person near you to call for you.',
  'help.talk.title': 'If you would like to talk to somebody',
  'help.talk.text':
    'At findahelpline.com you can look up helplines for your country, by phone, text or chat. You can type that address into a browser on any device.',
  'help.talk.person':
    'You can also call somebody you know. “Can you stay on the phone with me for a while?” is enough.',
  'help.group.title': 'What Hearth cannot do',
  'help.group.text':
    'A group in Hearth is not an emergency service. Words may reach the others only hours later. Hearth tells nobody that you opened this page.',
  'help.source':
    'The number 112 as described by the European Commission. Other places have other numbers; a list by country comes in a later version.',

  'settings.title': 'Settings',
  'settings.you': 'You',
  'settings.name': 'Name to be known by on this computer',
  'settings.name.hint': 'Suggested when you make or join a group. It changes nothing in groups you are in.',
  'settings.name.save': 'Save the name',
  'settings.saved': 'Saved on this computer',
  'settings.look': 'Look',
  'settings.theme': 'Colours',
  'settings.theme.system': 'As on this computer',
  'settings.theme.light': 'Light',
  'settings.theme.dark': 'Dark',
  'settings.textSize': 'Text size',
  'settings.reach': 'Meeting place for new groups',
  'settings.server': 'Address of a meeting place',
  'settings.server.hint': 'Used when you make a group. Leave it empty for none.',
  'settings.server.save': 'Save the address',
  'settings.keys': 'Keys',
  'settings.keys.new': 'New journal entry',
  'settings.keys.lock': 'Lock',
  'settings.keys.leave': 'Leave a page',
  'settings.lock': 'Lock now',
  'settings.lock.hint': 'Closes everything that is open. Your passphrase opens it again.',
  'settings.version': 'Hearth {version}',
} as const;
