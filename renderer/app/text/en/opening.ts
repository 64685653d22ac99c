/** Coming back with the recovery words, changing the passphrase, the keychain. */
export const opening = {
  'recover.title': 'Come back with your recovery words',
  'recover.text':
    'Type the twelve words from your paper, in their order. Nothing is lost while you look for them: everything you wrote is still here, locked. Then you choose a new passphrase.',
  'recover.words': 'Recovery words',
  'recover.words.hint': 'Numbers, commas and capital letters do not matter. Pasting works too.',
  'recover.words.read': 'The words as Hearth reads them',
  'recover.word.unknown': 'Word {place} is not in the list of recovery words: “{word}”.',
  'recover.word.use': 'Use “{word}”',
  'recover.word.near': 'Use “{word}” for word {place}',
  'recover.word.none': 'No word of the list looks like it. Please compare it with your paper.',
  'recover.check': 'Check the words',
  'recover.checking': 'Checking…',
  'recover.back': 'Back to the lock screen',
  'recover.wait':
    'These twelve words do not open this Hearth. Nothing is lost. Hearth takes a short pause before the next try.',
  'recover.ready': 'You can check the words again now.',
  'recover.new.title': 'Choose a new passphrase',
  'recover.new.text':
    'The words are right. Your recovery words stay as they are, so keep the paper. If Hearth asked this computer’s keychain until now, it will not any more; you can turn that on again in Settings.',
  'recover.new.submit': 'Set the new passphrase and open Hearth',
  'recover.new.submit.open': 'Set the new passphrase',
  'recover.new.working': 'Setting the passphrase. This takes a few seconds…',
  'recover.lost':
    'If the paper is lost as well, nobody can open this Hearth, not even the people who made it. Leave Hearth installed: passphrase or paper may turn up.',

  'pass.title': 'Passphrase',
  'pass.text':
    'Your passphrase and your recovery words are the two ways into Hearth on this computer. After a change the old passphrase opens nothing here any more; copies of Hearth’s folder that were made earlier, in a backup for example, still open with it.',
  'pass.change': 'Change the passphrase',
  'pass.words.title': 'Recovery words',
  'pass.words.text':
    'Hearth keeps your recovery words nowhere, so it cannot show them again, and this version cannot make new ones: the groups you are in hold a way back that only the first words open. If the paper is lost, keep your passphrase where you will find it again.',
  'pass.change.title': 'Change the passphrase',
  'pass.change.current': 'Passphrase until now',
  'pass.change.new': 'New passphrase',
  'pass.change.again': 'New passphrase once more',
  'pass.change.hint': 'Five ordinary words that do not belong together are strong and easy to remember.',
  'pass.change.submit': 'Change the passphrase now',
  'pass.change.forgotten': 'I have forgotten it',
  'pass.change.wait':
    'That is not the passphrase until now. Nothing was changed. Hearth takes a short pause before the next try.',
  'pass.change.ready': 'You can try again now.',
  'pass.change.wrong': 'That is not the passphrase until now. Nothing was changed. You can try again.',
  'pass.changed.title': 'The passphrase is changed',
  'pass.changed.text': 'From now on the new passphrase opens Hearth. Your recovery words are the same as before.',

  'keychain.title': 'System keychain',
  'keychain.text':
    'This computer can keep half of the key in the keychain of your own account. Then a copied disk cannot be guessed at, not even slowly, without your sign-in to this computer. You go on typing your passphrase as before.',
  'keychain.off': 'It is not used now.',
  'keychain.on': 'It is used: Hearth opens with your passphrase and this computer’s keychain together.',
  'keychain.none': 'Hearth found no keychain on this computer that it can use, so this cannot be turned on here.',
  'keychain.plain':
    'The keychain of this computer would keep its half where anybody with the disk can read it. That would protect nothing, so this cannot be turned on here.',
  'keychain.lost':
    'The keychain is not there now. Hearth is open, but after the next lock only your recovery words would open it. Turning this off makes your passphrase enough again.',
  'keychain.warn':
    'If the keychain is lost, because this computer is set up anew or your account’s password was reset, only your recovery words open Hearth. Have the paper at hand before you turn this on.',
  'keychain.use': 'Use the keychain as well',
  'keychain.leave': 'Do without the keychain',
  'keychain.passphrase': 'Your passphrase, to turn this on or off',
  'keychain.working': 'Changing how Hearth opens…',
  'keychain.keep': 'Leave it as it is',
} as const;
