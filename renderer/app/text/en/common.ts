/** Words of the frame around every page. */
export const common = {
  'app.name': 'Hearth',
  'app.skip': 'Skip to the page',
  'app.places': 'Places',
  'app.more': 'This computer',
  'place.today': 'Today',
  'place.groups': 'Groups',
  'place.help': 'Help now',
  'place.settings': 'Settings',
  'place.lock': 'Lock',
  'place.groups.new': 'Groups, something new',

  'common.back': 'Back to {place}',
  'common.tryAgain': 'Try again',

  'bar.engineRestarted':
    'A part of Hearth stopped and was started again. What was saved on this computer is safe. Open Hearth with your passphrase to go on.',
  'bar.kept':
    'Something you wrote could not be saved yet. Its words are kept for as long as Hearth is open. Open it to save it again.',
  'bar.kept.open': 'Open it',
  'bar.held':
    'Hearth is not locked: something you wrote could not be saved, and locking would lose it. Free some space on this computer and lock again, or copy the words to a safe place.',
  'bar.held.lock': 'Lock and lose these words',
  'bar.held.stay': 'Stay open',
  'bar.close': 'Close this note',

  'broken.title': 'This page stopped working',
  'broken.text':
    'Something in Hearth went wrong while showing this page. What was saved on this computer is safe; the last few words you typed may not be.',
  'broken.back': 'Go to Today',
  'broken.lock': 'Lock and start again',

  'missing.title': 'There is nothing here',
  'missing.text': 'The page you were looking for is not on this computer any more.',
} as const;
