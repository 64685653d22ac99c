/** The page to write on, wherever it stands. */
export const writing = {
  'writing.toolbar': 'Style of the text',
  'writing.bold': 'Bold',
  'writing.italic': 'Italic',
  'writing.heading': 'Heading',
  'writing.quote': 'Quote',
  'writing.bullets': 'List',
  'writing.numbers': 'Numbered list',
  'writing.undo': 'Undo',
  'writing.redo': 'Redo',
  'writing.newer':
    'This was written with a newer Hearth and holds things this version does not know. You can read it here; nothing was changed. To edit it, please install the newer version.',
  'writing.saving': 'Saving…',
  'writing.saved': 'Saved on this computer',
  'writing.notSaved': 'Not saved yet',
  'writing.retry': 'Save again',
} as const;
