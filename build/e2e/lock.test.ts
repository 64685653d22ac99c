import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownWindows } from '../scripts/windows-on-display.ts';
import type { InGroup } from './in-group.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { until } from './until.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const PAGE = 'The kitchen was quiet this morning.';
const POST = 'I slept through the night for the first time in a while.';
const LAST = ' And these were typed in the very last moment.';

/** Waits for a fresh lock screen: `was` is the page that was on the screen before. */
const isLocked = async (person: Person, was: Person['page']): Promise<void> => {
  await until('a lock screen', async () => {
    const page = await person.app.ui();
    return page !== was && (await page.getByLabel(words('lock.passphrase'), { exact: true }).count()) > 0;
  });
};

/** The ways in which Hearth is locked. Each is done within the moment in which the last letter was typed. */
const WAYS: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  'the key': ({ app }) => app.pressCtrl('L'),
  'the button': (person) => person.button(words('place.lock')).click(),
  'idle time': ({ app }) => app.setIdleState('idle'),
  'a screen lock': ({ app }) => app.powerEvent('lock-screen'),
  sleep: ({ app }) => app.powerEvent('suspend'),
  'the quick hide': ({ app }) => app.pressCtrl('H'),
};

describe('[TC1] [TC3] words that are being typed when Hearth is locked', () => {
  let ann: Person;
  let group: InGroup;
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(PAGE);
    group = await ann.makeGroup('Harbour');
    await group.write(POST);
  });
  afterAll(() => ann.app.kill9());

  /** Types into `editor` and locks at once: no wait between the two, so nothing is saved yet. */
  async function typeAndLock(way: string, editor: string | RegExp, text: string): Promise<void> {
    const { page } = ann;
    const box = page.getByRole('textbox', { name: editor });
    await box.click();
    await page.keyboard.press('Control+End');
    const before = page.keyboard.insertText(text);
    const lock = WAYS[way]?.(ann);
    await Promise.all([before, lock]);
    await isLocked(ann, page);
    if (way === 'idle time') await ann.app.setIdleState('active');
    if (way === 'the quick hide') await comeBack(ann);
    expect(await ann.page.getByText(text.trim()).count()).toBe(0);
    await ann.unlock();
  }

  it.each(Object.keys(WAYS))('[TC3] on a journal page are there after unlocking: %s', async (way) => {
    const text = `${LAST} ${way}.`;
    await (await ann.seesPrivate(PAGE)).click();
    await typeAndLock(way, words('journal.editor'), text);
    await (await ann.seesPrivate(PAGE)).click();
    await ann.page
      .getByRole('textbox', { name: words('journal.editor') })
      .getByText(text.trim())
      .waitFor();
  });

  it('[TC3] in a draft are there after unlocking', async () => {
    await group.open();
    await ann.link(words('group.write')).click();
    await typeAndLock('sleep', words('compose.editor'), LAST);
    await group.open();
    await ann.link(words('group.write')).click();
    await ann.page
      .getByRole('textbox', { name: words('compose.editor') })
      .getByText(LAST.trim())
      .waitFor();
  });

  it('[TC3] in a reply are there after unlocking', async () => {
    const toReply = async () => {
      await group.open();
      await group.openThread(POST);
      await group
        .entry(POST)
        .getByRole('button', { name: words('thread.reply') })
        .click();
      await ann.page.getByRole('textbox', { name: wordsLike('thread.replying') }).waitFor();
    };
    await toReply();
    await typeAndLock('the key', wordsLike('thread.replying'), LAST);
    await toReply();
    await ann.page
      .getByRole('textbox', { name: wordsLike('thread.replying') })
      .getByText(LAST.trim())
      .waitFor();
  });

  it('[TC1] the processes that had them are gone, and the pages complained about nothing', async () => {
    const engines = () => ann.app.processes().filter(({ command }) => command.includes('node.mojom.NodeService'));
    const before = engines().map(({ pid }) => pid);
    expect(before).toHaveLength(1);
    const { page } = ann;
    await ann.app.powerEvent('lock-screen');
    await isLocked(ann, page);
    expect(engines().filter(({ pid }) => before.includes(pid))).toEqual([]);
    expect(ann.app.uiProblems()).toEqual([]);
    await ann.unlock();
  });

  it('[TC2] nothing locks what is locked: the lock screen and a half-typed passphrase stay', async () => {
    await ann.lock();
    const { page } = ann;
    await ann.field(words('lock.passphrase')).fill('half of it');
    await ann.app.powerEvent('suspend');
    await ann.app.pressCtrl('L');
    await ann.reads(words('lock.title'));
    expect(ann.page).toBe(page);
    expect(await ann.field(words('lock.passphrase')).inputValue()).toBe('half of it');
    await ann.unlock();
  });
});

/** Comes back from the calendar by the name of the month. */
async function comeBack(person: Person): Promise<void> {
  const calendar = await person.app.calendar();
  await calendar.getByRole('heading', { level: 1 }).dblclick();
  await until('the app to be seen again', async () =>
    (await person.app.windows()).some(({ title, isVisible }) => isVisible && title !== 'Calendar'),
  );
}

/** The windows that somebody sees on the display. Chromium and the X server keep tiny ones of their own. */
const onDisplay = async (): Promise<readonly { title: string; className: string }[]> =>
  (await shownWindows(stage().display.name ?? '')).filter(({ width }) => width > 100);

describe('[TC5] [TC6] the quick hide', () => {
  let ann: Person;
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(PAGE);
  });
  afterAll(() => ann.app.kill9());

  const isHidden = async (): Promise<void> => {
    const windows = await ann.app.windows();
    expect(windows.filter(({ isVisible }) => isVisible)).toEqual([{ title: 'Calendar', isVisible: true }]);
  };

  it('[TC5] shows a calendar in the moment of the key, before anything has been saved', async () => {
    const { page } = ann;
    // One turn of main: the key is handled, and nothing that waits has had a chance.
    const seen = await ann.app.electron.evaluate(({ BrowserWindow }) => {
      const app = BrowserWindow.getAllWindows().find((window) => window.isVisible());
      if (app === undefined) throw new Error('no window');
      const bounds = app.getBounds();
      app.webContents.emit(
        'before-input-event',
        { preventDefault: () => undefined },
        {
          type: 'keyDown',
          key: 'h',
          code: 'KeyH',
          control: true,
          meta: false,
          shift: false,
          alt: false,
          isAutoRepeat: false,
        },
      );
      return {
        bounds,
        visible: BrowserWindow.getAllWindows()
          .filter((window) => window.isVisible())
          .map((window) => ({ title: window.getTitle(), bounds: window.getBounds() })),
      };
    });
    expect(seen.visible).toEqual([{ title: 'Calendar', bounds: seen.bounds }]);
    await isLocked(ann, page);
    await isHidden();
  });

  it('[TC6] what stands there is a calendar of this month and nothing of Hearth, for the window system too', async () => {
    const calendar = await ann.app.calendar();
    const text = await calendar.locator('body').innerText();
    const month = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' }).format(new Date());
    expect(text).toContain(month);
    expect(await calendar.locator('[aria-current="date"]').innerText()).toBe(String(new Date().getDate()));
    expect((await calendar.content()).toLowerCase()).not.toContain('hearth');
    expect(await calendar.title()).toBe('Calendar');
    expect((await onDisplay()).map(({ title }) => title)).toEqual(['Calendar']);
    await calendar.getByRole('button', { name: 'Next month' }).click();
    expect(await calendar.locator('[aria-current="date"]').count()).toBe(0);
    await calendar.getByRole('button', { name: 'Previous month' }).click();
    expect(await calendar.locator('[aria-current="date"]').count()).toBe(1);
  });

  it('[TC6] starting Hearth once more brings the calendar to the front', async () => {
    await ann.app.electron.evaluate(({ app }) => app.emit('second-instance', {}, [], '/'));
    await isHidden();
  });

  it('[TC6] a double click on the month leads to the lock screen', async () => {
    await comeBack(ann);
    expect((await ann.app.windows()).filter(({ isVisible }) => isVisible)).toEqual([
      { title: 'Hearth', isVisible: true },
    ]);
    await ann.heading(words('lock.title')).waitFor();
  });

  it('[TC5] the key works on the lock screen, and leads back only after a while', async () => {
    const { page } = ann;
    await ann.app.pressCtrl('H');
    await isLocked(ann, page);
    await ann.app.pressCtrl('H');
    await isHidden();
    await until('the key to lead back', async () => {
      await ann.app.pressCtrl('H');
      return (await ann.app.windows()).some(({ title, isVisible }) => isVisible && title === 'Hearth');
    });
    await ann.unlock();
  });

  it('[TC5] the key works in an editor, in a dialog and in a menu', async () => {
    const places: readonly (() => Promise<void>)[] = [
      async () => {
        await (await ann.seesPrivate(PAGE)).click();
        await ann.page.getByRole('textbox', { name: words('journal.editor') }).click();
      },
      async () => {
        await (await ann.seesPrivate(PAGE)).click();
        await ann.button(words('journal.delete')).click();
        await ann.page.getByRole('alertdialog').waitFor();
      },
      async () => {
        await ann.go('place.settings');
        await ann.field(words('settings.name')).click();
      },
    ];
    for (const go of places) {
      await go();
      const { page } = ann;
      await ann.app.pressCtrl('H');
      await isLocked(ann, page);
      await isHidden();
      await comeBack(ann);
      await ann.unlock();
    }
    await ann.seesPrivate(PAGE);
  });

  it('[TC5] the button in the settings hides as well, and the settings name the key', async () => {
    await ann.go('place.settings');
    await ann.reads(words('computer.hide.text', { keys: 'Ctrl H' }));
    const { page } = ann;
    await ann.button(words('computer.hide.now')).click();
    await isLocked(ann, page);
    await isHidden();
    await comeBack(ann);
    await ann.unlock();
    expect(ann.app.uiProblems()).toEqual([]);
  });
});

describe('[TC7] the neutral name', () => {
  let ann: Person;
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
  });
  afterAll(() => ann.app.kill9());

  it('[TC7] stands in the window, on the lock screen and on the display, from the next moment on and after a start', async () => {
    await ann.go('place.settings');
    await ann.page.getByText(words('computer.neutral'), { exact: true }).click();
    await until('the other name', async () => (await ann.page.title()) === 'Notes');
    expect((await ann.app.windows()).filter(({ isVisible }) => isVisible).map(({ title }) => title)).toEqual(['Notes']);
    expect(await ann.page.locator('body').innerText()).not.toMatch(/hearth/i);
    await ann.app.close();
    await ann.app.start();
    await ann.heading('Notes is locked').waitFor();
    expect(await ann.page.locator('body').innerText()).not.toMatch(/hearth/i);
    const shown = await onDisplay();
    expect(shown.map(({ title }) => title)).toEqual(['Notes']);
    expect(shown.map(({ className }) => className)).toEqual(['Notes']);
    const titles = (await ann.app.windows()).map(({ title }) => title);
    expect(titles.sort()).toEqual(['Calendar', 'Notes', 'Notes']);
  });

  it('[TC7] goes away again, and the profile opens under either', async () => {
    await ann.field('Passphrase').fill('lantern meadow copper thursday owl');
    await ann.button('Open Notes').click();
    await ann.heading(words('today.title')).waitFor();
    await ann.go('place.settings');
    await ann.page.getByText(words('computer.neutral'), { exact: true }).click();
    await until('the own name', async () => (await ann.page.title()) === 'Hearth');
    await ann.app.close();
    await ann.app.start();
    await ann.heading(words('lock.title')).waitFor();
    await ann.unlock();
  });
});

it('[TC2] the minutes until Hearth locks itself are kept, and count', async () => {
  const ann = await openPerson(stage(), 'Ann');
  await ann.go('place.settings');
  const field = ann.page.getByRole('textbox', { name: words('computer.lockAfter') });
  expect(await field.inputValue()).toBe('5');
  await field.fill('60');
  await field.press('Enter');
  // The number field says its new value to screen readers, by a way that the page's policy has to allow.
  expect(ann.app.uiProblems()).toEqual([]);
  await ann.go('place.today');
  await ann.go('place.settings');
  await expect.poll(() => field.inputValue()).toBe('60');
  // The system is asked with the seconds that were chosen.
  const asked = await ann.app.electron.evaluate(
    ({ powerMonitor }) =>
      new Promise<number>((resolve) => {
        powerMonitor.getSystemIdleState = (seconds) => {
          resolve(seconds);
          return 'active';
        };
      }),
  );
  expect(asked).toBe(3_600);
  const { page } = ann;
  await ann.app.setIdleState('locked');
  await isLocked(ann, page);
  await ann.app.close();
});
