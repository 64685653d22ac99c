/**
 * Every expected failure that can reach a person. The ui has one sentence for
 * each tag in `renderer/app/text/`: what happened, whether anything is lost,
 * and the next step.
 */
export type AppError =
  | { readonly tag: 'IpcRefused' }
  | { readonly tag: 'Unexpected' }
  // this computer
  /** `waitMs`: how long the next try is held back. */
  | { readonly tag: 'WrongPassphrase'; readonly waitMs: number }
  | { readonly tag: 'PassphraseTooShort'; readonly minCharacters: number }
  | { readonly tag: 'RecoveryWordsCount'; readonly count: number }
  /** A word that is not in the list, by its place from 1. */
  | { readonly tag: 'RecoveryWordUnknown'; readonly place: number; readonly word: string }
  /** Words of the list that do not open this Hearth, for whatever reason. `waitMs` as above. */
  | { readonly tag: 'RecoveryWordsWrong'; readonly waitMs: number }
  /** Words of the list that do not belong together in this order; nothing was tried. */
  | { readonly tag: 'RecoveryWordsOrder' }
  /** Twelve words that belong together, and speak for nobody in these groups. */
  | { readonly tag: 'RecoveryWordsOpenNothing' }
  /** The system's keychain does not give its half of the key; whether the passphrase is right is not known. */
  | { readonly tag: 'KeychainLost' }
  /** There is no keychain. */
  | { readonly tag: 'KeychainNone' }
  /** The keychain would keep its half where anybody with the disk can read it. */
  | { readonly tag: 'KeychainPlain' }
  /** The keychain did not take what was to be kept. */
  | { readonly tag: 'KeychainFailed' }
  | { readonly tag: 'AlreadySetUp' }
  | { readonly tag: 'NotUnlocked' }
  | { readonly tag: 'VaultDamaged' }
  | { readonly tag: 'VaultVersionUnknown' }
  | { readonly tag: 'StoreDamaged' }
  | { readonly tag: 'StoreVersionUnknown' }
  | { readonly tag: 'StoreMissing' }
  | { readonly tag: 'DiskFull' }
  /** There is room, and none for this person. */
  | { readonly tag: 'DiskQuota' }
  | { readonly tag: 'DiskReadOnly' }
  | { readonly tag: 'DiskFailed' }
  // invites and joining
  | { readonly tag: 'InviteNotAnInvite' }
  | { readonly tag: 'InviteTooLong' }
  | { readonly tag: 'InviteTruncated' }
  | { readonly tag: 'InviteDamaged' }
  | { readonly tag: 'InviteVersionUnknown' }
  | { readonly tag: 'InviteExpired'; readonly expiredAt: number }
  | { readonly tag: 'InviteRevoked' }
  | { readonly tag: 'InviteUsed' }
  | { readonly tag: 'InviteUnknown' }
  | { readonly tag: 'InviteOwnGroup' }
  | { readonly tag: 'TooManyGroups' }
  | { readonly tag: 'GroupFull' }
  | { readonly tag: 'RequestGone' }
  /** A file that should hold somebody's request to join does not. */
  | { readonly tag: 'RequestFileWrong' }
  /** It holds one, for another group. */
  | { readonly tag: 'RequestFileOtherGroup' }
  /** A word that is not in the list, by its place from 1. */
  | { readonly tag: 'InviteWordUnknown'; readonly place: number; readonly word: string }
  | { readonly tag: 'InviteWordsCount'; readonly count: number }
  /** Eight words of the list that do not belong together: one was misheard, or their order. */
  | { readonly tag: 'InviteWordsWrong' }
  /** The meeting place answered, and keeps no invite under these words. */
  | { readonly tag: 'InviteWordsNotFound' }
  /** The meeting place did not answer, or does not keep invites. */
  | { readonly tag: 'ServerSilent' }
  // who belongs
  | { readonly tag: 'MemberGone' }
  | { readonly tag: 'MemberMoreSenior' }
  | { readonly tag: 'InviteGone' }
  /** The group's membership log has no place left for this person's operations. */
  | { readonly tag: 'LogFull' }
  /** A new key is owed that this role cannot make; what was written stays as a draft. */
  | { readonly tag: 'KeyDue' }
  // files that carry entries
  /** Not a `.hearth` file at all. */
  | { readonly tag: 'BundleNotOne' }
  /** Made by a later version. */
  | { readonly tag: 'BundleVersionUnknown' }
  | { readonly tag: 'BundleTooLarge' }
  /** Of another group, from before one was let in, from after one left, or changed on its way: the file cannot say which. */
  | { readonly tag: 'BundleNotForUs' }
  /** For this computer, and nothing in it could be read. */
  | { readonly tag: 'BundleDamaged' }
  // a second computer
  /** Not a `.hearth-pair` file at all, or it could not be read. */
  | { readonly tag: 'PairFileNotOne' }
  | { readonly tag: 'PairFileDamaged' }
  | { readonly tag: 'PairFileVersionUnknown' }
  | { readonly tag: 'PairFileTooLarge' }
  /** Of another pairing: somebody else's, or of an earlier try. */
  | { readonly tag: 'PairFileOther' }
  /** Made on this computer: it belongs on the other one. */
  | { readonly tag: 'PairFileOwn' }
  /** There is no pairing under way, or it took longer than a day. */
  | { readonly tag: 'PairingGone' }
  /** This person is in no group that another computer could come into. */
  | { readonly tag: 'PairingNoGroups' }
  /** A computer that was removed already. */
  | { readonly tag: 'ComputerGone' }
  | { readonly tag: 'PairWordsCount'; readonly count: number }
  | { readonly tag: 'PairWordUnknown'; readonly place: number; readonly word: string }
  | { readonly tag: 'PairWordsWrong' }
  | { readonly tag: 'PairCodeWrong' }
  // backups
  /** Not a backup at all: another file, or a folder. */
  | { readonly tag: 'BackupNotOne' }
  /** The file is gone, or may not be read. */
  | { readonly tag: 'BackupUnreadable' }
  /** Its end is missing. */
  | { readonly tag: 'BackupCut' }
  | { readonly tag: 'BackupDamaged' }
  /** Made by a later version. */
  | { readonly tag: 'BackupVersionUnknown' }
  | { readonly tag: 'BackupTooLarge' }
  /** Made from another Hearth than the one that is open. */
  | { readonly tag: 'BackupOther' }
  /** Its passphrase needs the keychain of the computer on which it was made. */
  | { readonly tag: 'BackupNeedsWords' }
  /** `waitMs`: how long the next try is held back. */
  | { readonly tag: 'BackupPassphraseWrong'; readonly waitMs: number }
  | { readonly tag: 'BackupWordsWrong'; readonly waitMs: number }
  /** What was written does not read back the same. */
  | { readonly tag: 'BackupUnproven' }
  /** The file has to be picked once more: the app was locked meanwhile, or it is gone from the list. */
  | { readonly tag: 'BackupGone' }
  /** This Hearth opens, so nothing is put in its place. */
  | { readonly tag: 'RestoreNotDue' }
  // writing
  | { readonly tag: 'RecordUnknown' }
  | { readonly tag: 'RecordNotYours' }
  | { readonly tag: 'RecordTooLarge' }
  | { readonly tag: 'RecordNewer' }
  | { readonly tag: 'NothingWritten' }
  | { readonly tag: 'NotAllowed' }
  | { readonly tag: 'GroupUnknown' }
  | { readonly tag: 'NameEmpty' }
  | { readonly tag: 'NameTooLong' }
  // reaching each other
  | { readonly tag: 'ServerAddressInvalid' }
  /** Somebody refused it or took it back before one's yes. */
  | { readonly tag: 'KeeperQuestionOver' }
  /** What should be a keeper's ticket is not 64 hexadecimal characters. */
  | { readonly tag: 'KeeperTicketWrong' }
  /** The network on which should be looked for members is not there any more, or is another one now. */
  | { readonly tag: 'NetworkGone' }
  /** Everything has to go through a proxy, so nothing is said on a network. */
  | { readonly tag: 'NetworkProxied' }
  /** Members are looked for on two networks already. */
  | { readonly tag: 'TooManyNetworks' }
  // helper servers
  /** An address that begins with another word than `stun:`, `turn:` or `turns:`. */
  | { readonly tag: 'HelperSchemeUnknown' }
  /** An address with something behind host and port, or slashes before them. */
  | { readonly tag: 'HelperAddressPath' }
  | { readonly tag: 'HelperAddressInvalid' }
  /** A TURN server without user and password. */
  | { readonly tag: 'HelperNeedsPassword' }
  | { readonly tag: 'TooManyHelpers' }
  | { readonly tag: 'ProxyAddressInvalid' };

/** The tag of a failure; the key of its sentence. */
export type AppErrorTag = AppError['tag'];
