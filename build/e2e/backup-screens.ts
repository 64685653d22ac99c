/** The part of the walk (screens.ts) that is about backups: made, tested, restored on another computer, and where a file is damaged. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newPerson, PASSPHRASE, type Person } from './person.ts';
import type { Visit } from './screens.ts';
import type { Stage } from './stage.ts';
import { words } from './words.ts';

/** Backs Ann up and restores her on another computer, which is closed again; Ann's own Hearth stays as it is. */
export async function walkBackups(stage: Stage, ann: Person, visit: Visit): Promise<void> {
  await ann.go('place.settings');
  await ann.link(words('backup.open')).click();
  await ann.reads(words('backup.last.none'));
  await visit('backups', ann.page);
  await ann.button(words('backup.make')).click();
  // By hand, since its counts differ from walk to walk.
  await ann.page.getByText(/^The backup is made, and it was read back whole/).waitFor();
  await visit('backup-made', ann.page);
  await ann.button(words('backup.test')).click();
  await ann.reads(words('backup.tested.present'));
  await visit('backup-tested', ann.page);

  const laptop = await newPerson(stage, `${ann.name.slice(0, 12)} again`);
  await laptop.button(words('restore.door')).click();
  await laptop.heading(words('restore.title')).waitFor();
  await visit('restore', laptop.page);
  const name = (await readdir(ann.app.files)).find((file) => file.endsWith('.hearth-backup')) ?? '';
  const backup = await readFile(join(ann.app.files, name));
  const put = (bytes: Uint8Array) => writeFile(join(laptop.app.files, name), bytes, { mode: 0o644 });
  await put(backup.subarray(0, 1_000));
  await laptop.button(words('restore.choose')).click();
  await laptop.reads(words('error.BackupCut'));
  await visit('restore-cut', laptop.page);
  await put(backup);
  await laptop.button(words('restore.choose')).click();
  await laptop.field(words('restore.key.passphrase')).fill('something else entirely');
  await laptop.button(words('restore.key.open')).click();
  await laptop.reads(words('error.BackupPassphraseWrong'));
  await visit('restore-refused', laptop.page);
  await laptop.field(words('restore.key.passphrase')).fill(PASSPHRASE);
  await laptop.button(words('restore.key.open')).click();
  await laptop.heading(words('restore.ready.title')).waitFor();
  await visit('restore-ready', laptop.page);
  await laptop.button(words('restore.now')).click();
  await laptop.heading(words('today.title')).waitFor();
  await laptop.app.close();
  await writeFile(join(laptop.app.profile, 'hearth.db'), 'nothing that opens');
  await laptop.app.start();
  await laptop.tryPassphrase(PASSPHRASE);
  await laptop.reads(words('error.StoreDamaged'));
  await visit('lock-damaged', laptop.page);
  await laptop.app.close();
}
