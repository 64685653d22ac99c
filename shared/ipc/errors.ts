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
  | { readonly tag: 'AlreadySetUp' }
  | { readonly tag: 'NotUnlocked' }
  | { readonly tag: 'VaultDamaged' }
  | { readonly tag: 'VaultVersionUnknown' }
  | { readonly tag: 'StoreDamaged' }
  | { readonly tag: 'StoreVersionUnknown' }
  | { readonly tag: 'StoreMissing' }
  | { readonly tag: 'DiskFull' }
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
  | { readonly tag: 'ServerAddressInvalid' };

/** The tag of a failure; the key of its sentence. */
export type AppErrorTag = AppError['tag'];
