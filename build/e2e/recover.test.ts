import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEP_MS } from './app-driver.ts';
import { newPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const KEPT = 'The tomatoes came through the frost. I did too.';
const NEW = 'copper window tuesday walnut harbour';
const THIRD = 'saddle orchid nineteen pebble lamp';

describe('somebody who has forgotten the passphrase', () => {
  let ann: Person;
  let recovery: readonly string[];
  beforeAll(async () => {
    ann = await newPerson(stage(), 'Ann');
    recovery = await ann.setUp();
    await ann.writePrivate(KEPT);
  });
  afterAll(() => ann.app.kill9());

  const type = (text: string) => ann.field(words('recover.words')).fill(text);
  const check = () => ann.button(words('recover.check')).click();
  const choose = async (passphrase: string, submit: string) => {
    await ann.field(words('pass.change.new')).fill(passphrase);
    await ann.field(words('pass.change.again')).fill(passphrase);
    await ann.button(submit).click();
  };

  it('finds the way back from the lock screen, and is told which word is none', async () => {
    await ann.lock();
    await ann.button(words('lock.forgotten')).click();
    await ann.heading(words('recover.title')).waitFor();
    const misspelt = recovery.with(4, `${recovery[4]}x`);
    await type(misspelt.join(', '));
    await ann.reads(words('recover.word.unknown', { place: 5, word: misspelt[4] ?? '' }));
    await check();
    await ann.reads(words('error.RecoveryWordUnknown', { place: 5, word: misspelt[4] ?? '' }));
    await ann.button(words('recover.word.near', { place: 5, word: recovery[4] ?? '' })).click();
    expect(await ann.field(words('recover.words')).inputValue()).toBe(recovery.join(' '));
    await ann.page.getByText(wordsLike('recover.word.unknown')).waitFor({ state: 'detached' });
  });

  it('is told of too few words and of another order, and goes back to the lock screen unharmed', async () => {
    await type(recovery.slice(0, 11).join(' '));
    await check();
    await ann.reads(words('error.RecoveryWordsCount', { count: 11 }));
    await type(recovery.toReversed().join('\n'));
    await check();
    await ann.reads(words('error.RecoveryWordsWrong'));
    await ann.button(words('recover.back')).click();
    await ann.unlock();
    await ann.seesPrivate(KEPT);
  });

  it('comes back with the words, and loses nothing; the forgotten passphrase opens no more', async () => {
    await ann.lock();
    await ann.button(words('lock.forgotten')).click();
    // As they stand on the paper.
    await type(recovery.map((word, i) => `${i + 1}. ${word.toUpperCase()}`).join('\n'));
    await check();
    await ann.heading(words('recover.new.title')).waitFor();
    await choose(NEW, words('recover.new.submit'));
    await ann.heading(words('today.title')).waitFor();
    await ann.seesPrivate(KEPT);
    await ann.lock();
    await ann.tryPassphrase(PASSPHRASE);
    await ann.reads(words('error.WrongPassphrase'));
    await ann.unlock(NEW);
    await ann.seesPrivate(KEPT);
    expect(ann.app.uiProblems()).toEqual([]);
  });

  it('changes the passphrase in the settings: the one until now is asked for, and opens nothing afterwards', async () => {
    await ann.go('place.settings');
    await ann.link(words('pass.change')).click();
    await ann.field(words('pass.change.current')).fill(PASSPHRASE);
    await choose(THIRD, words('pass.change.submit'));
    // The second wrong one since Hearth was opened: a second's pause.
    await ann.reads(words('pass.change.ready'));
    await ann.field(words('pass.change.current')).fill(NEW);
    await ann.button(words('pass.change.submit')).click();
    await ann.heading(words('pass.changed.title')).waitFor();
    await ann.app.reopen();
    await ann.tryPassphrase(NEW);
    await ann.reads(words('error.WrongPassphrase'));
    await ann.unlock(THIRD);
    await ann.seesPrivate(KEPT);
  });

  it('is told why the keychain cannot be used on a computer that would keep its half in plain text', async () => {
    await ann.go('place.settings');
    await ann.heading(words('keychain.title')).waitFor({ timeout: STEP_MS });
    await ann.reads(words('keychain.plain'));
    expect(await ann.button(words('keychain.use')).count()).toBe(0);
  });

  it('forgets it while Hearth is open, and sets another with the words', async () => {
    await ann.link(words('pass.change')).click();
    await ann.link(words('pass.change.forgotten')).click();
    await type(recovery.join(' '));
    await check();
    await ann.heading(words('recover.new.title')).waitFor();
    await choose(PASSPHRASE, words('recover.new.submit.open'));
    await ann.heading(words('pass.changed.title')).waitFor();
    await ann.app.reopen();
    await ann.unlock(PASSPHRASE);
    await ann.seesPrivate(KEPT);
    expect(ann.app.uiProblems()).toEqual([]);
  });
});
