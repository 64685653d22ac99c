import type { AppErrorTag } from '../../../../shared/ipc/errors.ts';
import { backupErrors } from './backup.ts';
import { keeperQuestionErrors } from './keeper-question.ts';
import { lanErrors } from './lan.ts';
import { pathErrors } from './paths.ts';
import { proxyErrors } from './proxy.ts';

/**
 * One sentence or two for each expected failure: what happened, whether
 * anything is lost (only where that is certain), and the next step.
 */
export const errors = {
  'error.IpcRefused':
    'Hearth did not accept that. Nothing was changed. If it happens again, close Hearth and open it once more.',
  'error.Unexpected':
    'Something went wrong inside Hearth. What was saved before is safe. Try again, or close Hearth and open it once more.',
  'error.WrongPassphrase': 'That passphrase did not open Hearth. Nothing is lost. You can try again.',
  'error.PassphraseTooShort':
    'This passphrase is too short to keep your words safe. Please use at least {minCharacters} characters; five ordinary words are good.',
  'error.RecoveryWordsCount':
    'There are twelve recovery words; the number read here is {count}. Nothing was changed. Please write all twelve, in the order on your paper.',
  'error.RecoveryWordUnknown':
    'Word {place} is not one of the recovery words that exist: “{word}”. Nothing was changed. Please compare it with your paper, letter by letter.',
  'error.RecoveryWordsWrong':
    'These twelve words do not open this Hearth. Nothing is lost or changed. Please compare each of them and their order with your paper; words from another computer do not fit here.',
  'error.RecoveryWordsOrder':
    'All twelve are recovery words, but they do not belong together in this order. Nothing was changed. Please compare each of them and their order with your paper.',
  'error.RecoveryWordsOpenNothing':
    'These twelve words belong together, but they speak for nobody in your groups here. Nothing was changed. They may be those of another computer or another person; please look for the paper from the time when you joined.',
  'error.KeychainLost':
    'This computer’s keychain did not give its half of the key, so no passphrase can be tried. Nothing is lost. If your keychain is locked, unlock it and try again; otherwise your recovery words open Hearth.',
  'error.KeychainNone':
    'Hearth found no keychain that it can use on this computer. Nothing was changed; your passphrase opens Hearth as before.',
  'error.KeychainPlain':
    'The keychain on this computer would keep its half where anybody with the disk can read it, so it would protect nothing. Nothing was changed; your passphrase opens Hearth as before.',
  'error.KeychainFailed':
    'The keychain did not keep what Hearth gave it. Nothing was changed; your passphrase opens Hearth as before. You can unlock the keychain and try again.',
  'error.AlreadySetUp':
    'Hearth is already set up on this computer, and nothing was changed. Close it and open it again to unlock.',
  'error.NotUnlocked': 'Hearth is locked, so nothing was changed. Open it with your passphrase first.',
  'error.VaultDamaged':
    'The file that holds your keys cannot be read. Nothing was changed or replaced. If you have a backup, you can restore it: the damaged file is kept beside it.',
  'error.VaultVersionUnknown':
    'The file that holds your keys was made by a newer Hearth. Nothing was changed. Please install the newer version.',
  'error.StoreDamaged':
    'The file that holds your words is damaged, so Hearth stopped before touching it. You can restore a backup: the damaged file is kept beside it. If you have none, please keep the folder as it is.',
  'error.StoreVersionUnknown':
    'The file that holds your words was made by a newer Hearth. Nothing was changed. Please install the newer version.',
  'error.StoreMissing':
    'The file that holds your words is not where it was. Nothing was replaced. If you moved it, please put it back and try again; otherwise you can restore a backup.',
  'error.DiskFull':
    'There is no space left on this computer, so this could not be saved. Your words are still on the screen. Please free some space, then try again.',
  'error.DiskQuota':
    'The space that this account may use is full, so this could not be saved. Your words are still on the screen. Please free some of it, or ask whoever looks after this computer, then try again.',
  'error.DiskReadOnly':
    'The place where Hearth keeps everything cannot be written to at the moment, so this could not be saved. Your words are still on the screen. Please make it writable again, then try again.',
  'error.DiskFailed':
    'This computer’s disk did not take it, so this could not be saved. Your words are still on the screen. Try again; if it stays so, copy your words to a safe place.',
  'error.InviteNotAnInvite':
    'This is not a Hearth invite. Nobody was contacted. Please ask for the invite again and paste the whole link.',
  'error.InviteTooLong':
    'This is too long to be an invite, so it was not read. Nobody was contacted. Please paste only the link.',
  'error.InviteTruncated':
    'A part of this invite is missing. Nobody was contacted. Please copy the whole link, from its first letter to its last.',
  'error.InviteDamaged':
    'This invite was changed on its way and cannot be used. Nobody was contacted. Please ask for it again.',
  'error.InviteVersionUnknown':
    'This invite was made by a newer Hearth. Nobody was contacted. Please install the newer version and try again.',
  'error.InviteExpired':
    'This invite was open until {date}. Nobody was contacted. Please ask the person who sent it for a new one.',
  'error.InviteRevoked': 'This invite was taken back by the group. Please ask the person who sent it for a new one.',
  'error.InviteUsed':
    'This invite has already been used as often as it allows. Please ask the person who sent it for a new one.',
  'error.InviteUnknown': 'The group does not know this invite. Please ask the person who sent it for a new one.',
  'error.InviteOwnGroup': 'You are already in this group. There is nothing to do; you will find it under Groups.',
  'error.TooManyGroups':
    'There is no room for another group on this computer. Nothing was changed, and nobody was contacted.',
  'error.GroupFull': 'This group has as many people as a group can have. Nothing was changed.',
  'error.RequestGone':
    'This request is no longer there: somebody may have answered it, or the person took it back. Nothing was changed.',
  'error.RequestFileWrong':
    'This file does not hold a request to join this group, or it was changed on its way. Nothing was changed. Please ask for the file again.',
  'error.InviteWordUnknown':
    'Word {place} is not one of the words that Hearth uses: “{word}”. Nobody was contacted. Please ask for that word again.',
  'error.InviteWordsCount':
    'An invite has eight words; the number read here is {count}. Nobody was contacted. Please write all eight, in their order.',
  'error.InviteWordsWrong':
    'These eight words do not belong together: one was misheard, or two changed places. Nobody was contacted. Please compare them once more with the person who said them.',
  'error.InviteWordsNotFound':
    'The meeting place answered, and keeps no invite under these words. Nothing was changed. Please ask whether the invite is still open, and through which meeting place it was given.',
  'error.ServerSilent':
    'The meeting place did not answer, or does not keep invites. Nothing was changed. Try again later, or ask for the invite as a link or a file.',
  'error.MemberGone': 'This person is no longer in the group, so nothing was changed. The list shows who is.',
  'error.MemberMoreSenior':
    'This person has been a facilitator for longer than you, so only somebody before them can change that. Nothing was changed. You can talk about it with each other.',
  'error.InviteGone':
    'This invite is no longer open: it was used, taken back, or its time is over. Nothing was changed. You can make another one.',
  'error.LogFull':
    'So much has changed in this group that its list of changes is full. Nothing was changed now, and nothing is lost. The way on is to start the group anew.',
  'error.KeyDue':
    'The group is due a new key, which your role cannot make, so this was not sent. Drafts stay on this computer. Try again once the computer of a member has made the key.',
  'error.RequestFileOtherGroup':
    'This file is a request to join another group, so it was not taken in. Nothing was changed. Open it in the group it was made for.',
  'error.BundleNotOne':
    'This is not a file that carries entries, or it could not be read. Nothing was changed. The name of such a file ends with “.hearth”.',
  'error.BundleVersionUnknown':
    'This file was made by a newer Hearth. Nothing was changed. Please install the newer version and open it again.',
  'error.BundleTooLarge':
    'This file is larger than any that Hearth makes, so it was not read. Nothing was changed. Please ask for the file again.',
  'error.BundleNotForUs':
    'This file does not open on this computer. It may be for another group, or from a time when you were not in the group, or it was changed on its way. Nothing was changed. Please ask for a newly made one.',
  'error.BundleDamaged':
    'This file is for your group, but it was cut or changed so early that nothing could be taken. What you have is as before. Please ask for the file again.',
  'error.PairFileNotOne':
    'This is not a file for adding a computer, or it could not be read. Nothing was changed. The name of such a file ends with “.hearth-pair”.',
  'error.PairFileDamaged':
    'This file was cut or changed on its way, so it was not used. Nothing was changed. Please save it once more on the other computer and bring it again.',
  'error.PairFileVersionUnknown':
    'This file was made by a newer Hearth. Nothing was changed. Please install the newer version on this computer and open the file again.',
  'error.PairFileTooLarge':
    'This file is larger than any that Hearth makes for adding a computer, so it was not read. Nothing was changed. Please choose the file again.',
  'error.PairFileOther':
    'This file does not go with what is under way on this computer. It may be from an earlier try, or somebody else’s. Nothing was changed. Please bring the newest file from the other computer.',
  'error.PairFileOwn':
    'This file was made on this computer, and belongs on the other one. Nothing was changed. Please open it there.',
  'error.PairingGone':
    'Nothing is under way any more: adding a computer was ended, or took longer than a day. Nothing was changed. You can begin again.',
  'error.PairingNoGroups':
    'There is no group here that another computer could come into: you are in none, or have three computers in each. Nothing was changed.',
  'error.ComputerGone':
    'This computer does not belong to the group any more, so nothing was changed. The list shows which ones do.',
  'error.PairWordsCount':
    'A code has eight words; the number read here is {count}. Nobody was contacted. Please write all eight, in their order.',
  'error.PairWordUnknown':
    'Word {place} is not one of the words that Hearth uses: “{word}”. Nobody was contacted. Please look at that word on the other screen again.',
  'error.PairWordsWrong':
    'These eight words do not belong together, or are not a code for adding a computer. Nobody was contacted. Please compare them with the other screen.',
  'error.PairCodeWrong':
    'A part of this code is missing, or it was changed. Nobody was contacted. Please copy all of it, or write the eight words.',
  'error.RecordUnknown': 'This entry is not on this computer. It may have been deleted, or not have arrived yet.',
  'error.RecordNotYours': 'This entry was written by somebody else, so only they can change it. Nothing was changed.',
  'error.RecordTooLarge':
    'This entry has become too long to save as one. Your words are still on the screen. Please move a part of it to a new entry.',
  'error.RecordNewer':
    'This entry was written with a newer Hearth. It is safe and was not changed. Please install the newer version to edit it.',
  'error.NothingWritten': 'There is nothing written yet, so nothing was shared. Write a few words first.',
  'error.NotAllowed': 'Your role in this group does not include that. Nothing was changed.',
  'error.GroupUnknown': 'This group is not on this computer any more. Nothing was changed.',
  'error.NameEmpty': 'A name is needed here. It can be any name you like.',
  'error.NameTooLong': 'This name is too long. Please choose one of at most 60 letters.',
  'error.KeeperTicketWrong':
    'That does not look like a ticket. It has 64 letters and digits, from 0 to 9 and a to f. Nothing was changed. Ask whoever runs the keeper to send it again.',
  'error.ServerAddressInvalid':
    'This is not the address of a meeting place. It begins with wss:// (or ws:// on your own network). Nothing was changed.',
  ...keeperQuestionErrors,
  ...lanErrors,
  ...backupErrors,
  ...pathErrors,
  ...proxyErrors,
} as const satisfies Record<`error.${AppErrorTag}`, string>;
