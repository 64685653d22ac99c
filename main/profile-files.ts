/** Names of the files in a profile folder, for whoever writes them and for the wipe, which must forget none. */

/** The vault: the current one, the generation before, and two that exist for a moment of a rewrite. */
export const VAULT_FILE = { current: 'vault.bin', previous: 'vault.prev', next: 'vault.tmp', copy: 'vault.prev.tmp' };

/** The engine's half for the keychain, sealed by the keychain's key. */
export const KEYCHAIN_FILE = 'keychain.bin';

/** Every file that holds a key, sealed or not. A new one has to stand here: the wipe destroys these first. */
export const KEY_FILES: readonly string[] = [...Object.values(VAULT_FILE), KEYCHAIN_FILE];

/** The store, and the store of a set-up under way. */
export const STORE_FILE = 'hearth.db';
export const SETUP_FILE = 'hearth.setup.db';
/** What SQLite lays beside a file while it is open. */
export const STORE_SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;

/** Backups in the profile: sealed, and opened by more than the keys in the vault. */
export const isBackup = (name: string): boolean => name.endsWith('.hearth-backup') || name === 'backups';

/** How the app calls itself. */
export const LOOK_FILE = 'look.json';
/** There while a wipe is under way. */
export const WIPE_MARKER = 'wipe.begun';
/** Chromium's own folder. */
export const CHROMIUM_FOLDER = 'chromium';
