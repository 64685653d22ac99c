import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, openKeyring } from './keyring.ts';
import { newPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const KEPT = 'Half a key is no key.';
const NEW = 'copper window tuesday walnut harbour';

describe('a Hearth that is bound to the keychain of the system', () => {
  let keyring: Keyring;
  let ann: Person;
  let recovery: readonly string[];
  beforeAll(async () => {
    keyring = await openKeyring(stage());
    ann = await newPerson(stage(), 'Ann', keyring.options);
    recovery = await ann.setUp();
    await ann.writePrivate(KEPT);
  });
  afterAll(async () => {
    await ann.app.kill9();
    keyring.close();
  });

  async function bind(button: string, passphrase = PASSPHRASE): Promise<void> {
    await ann.go('place.settings');
    await ann.button(button).click();
    await ann.field(words('keychain.passphrase')).fill(passphrase);
    await ann.button(button).click();
  }

  it('is asked for, warned of what may be lost, and opens with the passphrase as before', async () => {
    await ann.go('place.settings');
    await ann.reads(words('keychain.off'));
    await ann.button(words('keychain.use')).click();
    await ann.reads(words('keychain.warn'));
    await ann.button(words('keychain.keep')).click();
    await bind(words('keychain.use'));
    await ann.reads(words('keychain.on'));
    expect((await stat(join(ann.app.profile, 'keychain.bin'))).size).toBeGreaterThan(32);
    await ann.app.reopen();
    await ann.tryPassphrase('something else entirely');
    await ann.reads(words('error.WrongPassphrase'));
    await ann.unlock();
    await ann.seesPrivate(KEPT);
  });

  it('can be left again, and bound once more', async () => {
    await bind(words('keychain.leave'));
    await ann.reads(words('keychain.off'));
    await expect(stat(join(ann.app.profile, 'keychain.bin'))).rejects.toThrow('ENOENT');
    await ann.lock();
    await ann.unlock();
    await bind(words('keychain.use'));
    await ann.reads(words('keychain.on'));
  });

  it('says that the keychain is lost, not that the passphrase is wrong, and opens with the recovery words', async () => {
    await ann.app.close();
    await keyring.lose();
    await ann.app.start();
    await ann.tryPassphrase(PASSPHRASE);
    await ann.reads(words('error.KeychainLost'));
    await ann.button(words('lock.forgotten')).click();
    await ann.field(words('recover.words')).fill(recovery.join(' '));
    await ann.button(words('recover.check')).click();
    await ann.field(words('pass.change.new')).fill(NEW);
    await ann.field(words('pass.change.again')).fill(NEW);
    await ann.button(words('recover.new.submit')).click();
    await ann.heading(words('today.title')).waitFor();
    await ann.seesPrivate(KEPT);
    await ann.go('place.settings');
    await ann.reads(words('keychain.off'));
    await ann.app.reopen();
    await ann.unlock(NEW);
    await ann.seesPrivate(KEPT);
    expect(ann.app.uiProblems()).toEqual([]);
  });
});
