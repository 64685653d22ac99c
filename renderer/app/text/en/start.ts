/** First run and the lock screen. */
export const start = {
  'setup.title': 'Welcome to Hearth',
  'setup.intro':
    'A quiet place to write for yourself, and to share what you choose with a small group. There is no account: everything lives on this computer, locked with your passphrase.',
  'setup.name': 'Name to be known by on this computer',
  'setup.name.hint': 'Any name you like. You can be known by another name in each group.',
  'setup.passphrase': 'Passphrase',
  'setup.passphrase.hint':
    'It opens Hearth, and nobody can send you a new one. Five ordinary words that do not belong together are strong and easy to remember.',
  'setup.passphrase.again': 'Passphrase once more',
  'setup.passphrase.show': 'Show the passphrase',
  'setup.passphrase.suggest': 'Suggest five words',
  'setup.passphrase.differ': 'The two passphrases are not the same yet.',
  'setup.strength.short': 'Still a little short: at least {min} characters.',
  'setup.strength.weak': 'Easy to guess. Another word or two would help.',
  'setup.strength.fair': 'Reasonable. One more word would make it strong.',
  'setup.strength.strong': 'Strong.',
  'setup.second': 'I have Hearth on another computer already',
  'setup.second.hint':
    'Set this computer up first. It has a passphrase of its own, which may be the same. Your groups come in the next step.',
  'setup.submit': 'Set up Hearth',
  'setup.working': 'Setting up. This takes a few seconds…',

  'recovery.title': 'Your recovery words',
  'recovery.text':
    'If you ever forget your passphrase, these twelve words are the way back to your journal. They are shown only now. Write them on paper, in this order, and keep the paper where you keep things that matter. Hearth asks for them when you say on the lock screen that you have forgotten your passphrase.',
  'recovery.list': 'Recovery words',
  'recovery.done': 'I have written them down',
  'recovery.continue': 'Go to my journal',
  'recovery.continue.second': 'Go on to my groups',

  'lock.title': 'Hearth is locked',
  'lock.passphrase': 'Passphrase',
  'lock.open': 'Open Hearth',
  'lock.working': 'Opening…',
  'lock.wait': 'That passphrase did not open Hearth. Nothing is lost. Hearth takes a short pause before the next try.',
  'lock.ready': 'You can try again now.',
  'lock.forgotten': 'I have forgotten it',
  'lock.back': 'Back to the lock screen',
} as const;
