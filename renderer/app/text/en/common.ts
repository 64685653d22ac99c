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
  'common.cancel': 'Cancel',
  'common.close': 'Close',
  'common.tryAgain': 'Try again',
  'common.loading': 'One moment…',
  'common.you': 'you',

  'bar.writeFailed.label': 'Not saved',
  'bar.engineRestarted':
    'A part of Hearth stopped and was started again. What was saved on this computer is safe. Open Hearth with your passphrase to go on.',
  'bar.close': 'Close this note',

  'broken.title': 'This page stopped working',
  'broken.text':
    'Something in Hearth went wrong while showing this page. What was saved on this computer is safe; the last few words you typed may not be.',
  'broken.back': 'Go to Today',
  'broken.lock': 'Lock and start again',

  'missing.title': 'There is nothing here',
  'missing.text': 'The page you were looking for is not on this computer any more.',
} as const;
