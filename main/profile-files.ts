/** Names of the files in a profile folder, for whoever writes them and for the wipe, which must forget none. */

/** The vault: the current one, the generation before, and two that exist for a moment of a rewrite. */
export const VAULT_FILE = { current: 'vault.bin', previous: 'vault.prev', next: 'vault.tmp', copy: 'vault.prev.tmp' };

/** The engine's half for the keychain, sealed by the keychain's key. */
export const KEYCHAIN_FILE = 'keychain.bin';

/** Every file that holds a key, sealed or not. A new one has to stand here: the wipe destroys these first. */
export const KEY_FILES: readonly string[] = [...Object.values(VAULT_FILE), KEYCHAIN_FILE];

/** The store, those of a set-up and of a restore under way, and copies on their way into a backup or out of one. */
export const STORE_FILE = 'hearth.db';
export const SETUP_FILE = 'hearth.setup.db';
export const RESTORE_FILE = 'hearth.restore.db';
export const COPY_FILE = 'hearth.copy.db';
export const TEST_FILE = 'hearth.test.db';
/** What SQLite lays beside a file while it is open. */
export const STORE_SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

const ASIDE = /\.aside-\d+$/;
/** What a damaged file is called once a restore took its place; it is kept until it is erased. */
export const asideName = (name: string, number: number): string => `${name}.aside-${number}`;
/** The name that a file had before it was put aside. */
const usualName = (name: string): string => name.replace(ASIDE, '');
/** The first number under which nothing was put aside among these names. */
export function freeAsideNumber(names: readonly string[]): number {
  let number = 1;
  while (names.some((name) => name.endsWith(asideName('', number)))) number += 1;
  return number;
}
/** True for a file that holds a key, put aside or not. */
export const isKeyFile = (name: string): boolean => KEY_FILES.includes(usualName(name));

const WORD_FILES: readonly string[] = [STORE_FILE, SETUP_FILE, RESTORE_FILE, COPY_FILE, TEST_FILE].flatMap((file) =>
  STORE_SUFFIXES.map((suffix) => file + suffix),
);
/** True for a file that holds words, sealed by a key in the vault; put aside or not. */
export const isWordFile = (name: string): boolean => WORD_FILES.includes(usualName(name));

/** Where backups lie that are made by themselves, unless the person chose another folder. */
export const BACKUP_FOLDER = 'backups';
/** Backups in the profile: sealed, and opened by more than the keys in the vault. */
export const isBackup = (name: string): boolean => name.endsWith('.hearth-backup') || name === BACKUP_FOLDER;

/** How the app calls itself. */
export const LOOK_FILE = 'look.json';
/** The proxy that everything goes through. */
export const PROXY_FILE = 'proxy.json';
/** There while a wipe is under way. */
export const WIPE_MARKER = 'wipe.begun';
/** Chromium's own folder. */
export const CHROMIUM_FOLDER = 'chromium';
