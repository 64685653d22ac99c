import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NET_ORIGIN, UI_ORIGIN } from '../../shared/ipc/bridge.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();

/** The policy of the ui, word for word as the design states it. */
const UI_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'none'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/** A page of somebody else on this machine: what it is asked for is what got out. */
let outside: Server;
let outsideUrl: string;
const asked: string[] = [];
let ann: Person;

beforeAll(async () => {
  outside = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('window.fromOutside = true');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  ann = await openPerson(stage(), 'Ann');
});
afterAll(async () => {
  await ann.app.kill9();
  await new Promise((resolve) => outside.close(resolve));
});

/**
 * Runs `body` in the page and answers what it came to: the value, or the name of the error it threw. It runs as a
 * message's turn of its own: what the inspector itself starts may use eval whatever the policy says.
 */
const attempt = (page: Page, body: string): Promise<unknown> =>
  page.evaluate(`new Promise((answer) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = async () => {
      try { answer(await (async () => { ${body} })()); } catch (error) { answer(error.name); }
    };
    port2.postMessage('go');
  })`);

describe('the pages of the app', () => {
  it.each([
    ['ui', `${UI_ORIGIN}/`],
    ['net', `${NET_ORIGIN}/`],
  ])('the %s page comes with a strict policy in its headers', async (which, origin) => {
    const page = which === 'ui' ? ann.page : await ann.app.net();
    expect(page.url().startsWith(origin)).toBe(true);
    const headers = await ann.app.headersOf(page);
    const policy = headers['content-security-policy'] ?? '';
    if (which === 'ui') expect(directives(policy)).toEqual(directives(UI_POLICY));
    else {
      expect(directives(policy)).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
        'require-trusted-types-for': "'script'",
      });
      expect(directives(policy)['connect-src']).toMatch(/^wss?:( wss?:)?$/);
    }
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each(['ui', 'net'])('no code comes to life in the %s page from a string', async (which) => {
    const page = which === 'ui' ? ann.page : await ann.app.net();
    expect(await attempt(page, 'return eval("1 + 1")')).toMatch(/^(EvalError|TypeError)$/);
    expect(await attempt(page, 'return new Function("return 1")()')).toMatch(/^(EvalError|TypeError)$/);
    expect(await attempt(page, 'setTimeout("window.fromString = 1", 0); return "accepted"')).not.toBe('accepted');
    expect(await attempt(page, 'document.body.innerHTML = "<b>x</b>"; return "accepted"')).toBe('TypeError');
    const inline = `const script = document.createElement('script');
      script.append('window.fromInline = true');
      const refused = new Promise((resolve) => document.addEventListener('securitypolicyviolation', () => resolve('refused'), { once: true }));
      document.head.append(script);
      return window.fromInline === true ? 'ran' : await refused;`;
    expect(await attempt(page, inline)).toMatch(/^(refused|TypeError)$/);
    const handler = `const button = document.createElement('button');
      button.setAttribute('onclick', 'window.fromHandler = true');
      button.click(); return window.fromHandler === true ? 'ran' : 'refused';`;
    expect(await attempt(page, handler)).toMatch(/^(refused|TypeError)$/);
    expect(await attempt(page, 'return [window.fromInline, window.fromHandler, window.fromString].some(Boolean)')).toBe(
      false,
    );
  });

  it.each(['ui', 'net'])('nothing is fetched from outside by the %s page', async (which) => {
    const page = which === 'ui' ? ann.page : await ann.app.net();
    const refused = `const refused = new Promise((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }));`;
    const load = (make: string) => attempt(page, `${refused} ${make}; return refused;`);
    expect(await load(`const image = new Image(); image.src = '${outsideUrl}/image'`)).toBe('img-src');
    expect(
      await load(
        `const sheet = document.createElement('link'); sheet.rel = 'stylesheet'; sheet.href = '${outsideUrl}/sheet'; document.head.append(sheet)`,
      ),
    ).toMatch(/^style-src/);
    expect(
      await load(
        `const frame = document.createElement('iframe'); frame.src = '${outsideUrl}/frame'; document.body.append(frame)`,
      ),
    ).toMatch(/^(frame|child|default)-src$/);
    expect(await attempt(page, `await fetch('${outsideUrl}/fetch'); return 'fetched'`)).toBe('TypeError');
    expect(
      await attempt(
        page,
        `const script = document.createElement('script'); script.src = '${outsideUrl}/script'; return 'accepted'`,
      ),
    ).toBe('TypeError');
    if (which === 'ui')
      expect(await load(`try { new WebSocket('${outsideUrl.replace('http', 'ws')}/socket') } catch {}`)).toBe(
        'connect-src',
      );
    expect(asked).toEqual([]);
  });

  it('leads nowhere: no new window, no navigation, no download', async () => {
    const count = () => ann.app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    const before = await count();
    const address = ann.page.url();
    expect(await attempt(ann.page, `return window.open('${outsideUrl}/window') === null`)).toBe(true);
    expect(await attempt(ann.page, `return window.open('about:blank') === null`)).toBe(true);
    // Each attempt is told to main's handler, which is asked afterwards whether it was refused.
    const verdict = ann.app.electron.evaluate(
      ({ webContents }, from) =>
        new Promise<boolean>((resolve) => {
          const page = webContents.getAllWebContents().find((one) => one.getURL() === from);
          page?.once('will-navigate', (event) => setImmediate(() => resolve(event.defaultPrevented)));
        }),
      address,
    );
    await attempt(ann.page, `location.href = '${outsideUrl}/navigation'; return 'asked'`);
    expect(await verdict).toBe(true);
    expect(ann.page.url()).toBe(address);
    expect(await count()).toBe(before);
    expect(await attempt(ann.page, "return document.querySelector('h1').innerText")).toBe(words('today.title'));
    const cancelled = ann.app.electron.evaluate(
      ({ webContents }, from) =>
        new Promise<boolean>((resolve) => {
          const page = webContents.getAllWebContents().find((one) => one.getURL() === from);
          page?.session.once('will-download', (event) => setImmediate(() => resolve(event.defaultPrevented)));
        }),
      address,
    );
    await attempt(
      ann.page,
      `const link = document.createElement('a'); link.download = 'words.txt'; link.href = URL.createObjectURL(new Blob(['words'])); link.click(); return 'asked'`,
    );
    expect(await cancelled).toBe(true);
    expect(asked).toEqual([]);
  });

  it.each(['ui', 'net'])('every permission that the %s page asks for is refused', async (which) => {
    const page = which === 'ui' ? ann.page : await ann.app.net();
    expect(await attempt(page, 'return Notification.requestPermission()')).toBe('denied');
    expect(await attempt(page, 'await navigator.mediaDevices.getUserMedia({ audio: true }); return "given"')).toMatch(
      /^Not(Allowed|Found)Error$/,
    );
    expect(
      await attempt(
        page,
        'return new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve("given"), (error) => resolve(error.code)))',
      ),
    ).toBe(1);
    expect(await attempt(page, 'await navigator.clipboard.readText(); return "given"')).toBe('NotAllowedError');
    for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi'])
      expect(await attempt(page, `return (await navigator.permissions.query({ name: '${name}' })).state`)).toBe(
        'denied',
      );
  });

  it('has no Node in any page, and every page stands in the sandbox', async () => {
    for (const page of [ann.page, await ann.app.net()]) {
      expect(await attempt(page, 'return [typeof require, typeof process, typeof module, typeof Buffer]')).toEqual([
        'undefined',
        'undefined',
        'undefined',
        'undefined',
      ]);
    }
    const preferences = await ann.app.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((page) => {
        const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = (
          page as unknown as { getLastWebPreferences(): Electron.WebPreferences }
        ).getLastWebPreferences();
        return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
      }),
    );
    expect(preferences.length).toBeGreaterThanOrEqual(2);
    for (const one of preferences)
      expect(one).toEqual({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
      });
    const zygotes = ann.app.processes().filter(({ command }) => command.includes('--type=zygote'));
    expect(zygotes.length).toBeGreaterThan(0);
    for (const { command } of ann.app.processes()) expect(command).not.toContain('--no-sandbox ');
  });

  it('the ui’s bridge has exactly its verbs and cannot be changed', async () => {
    expect(await attempt(ann.page, 'return Object.keys(window.hearth)')).toEqual(['ask', 'hear']);
    expect(await attempt(ann.page, 'return Object.keys(window.hearth.ask).sort()')).toEqual(
      [
        'changeLook',
        'changeProxy',
        'chooseBackupFile',
        'chooseBackupFolder',
        'chooseBackupPlace',
        'copyText',
        'getLeftovers',
        'getLook',
        'getProxy',
        'hide',
        'lock',
        'openBundleFile',
        'openInviteFile',
        'openPairFile',
        'openRequestFile',
        'quit',
        'readyToLock',
        'saveFile',
        'takeInvite',
        'wipe',
      ].sort(),
    );
    expect(await attempt(ann.page, '"use strict"; window.hearth.ask.lock = () => 1; return "changed"')).not.toBe(
      'changed',
    );
    expect(await attempt(await ann.app.net(), 'return typeof window.hearth')).toBe('undefined');
  });
});

describe('what comes to main from a page', () => {
  it('that is not the ui’s own is refused, with the same bridge in its hands', async () => {
    const answer = await ann.app.electron.evaluate(async ({ app, BrowserWindow }) => {
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { preload: `${app.getAppPath()}/dist/preload/app.cjs`, sandbox: true },
      });
      await stranger.loadURL('about:blank');
      const said: unknown = await stranger.webContents.executeJavaScript(
        `window.hearth ? window.hearth.ask.takeInvite({}).then(JSON.stringify, (error) => 'rejected: ' + error.message) : 'no bridge'`,
      );
      stranger.destroy();
      return String(said);
    });
    expect(answer).toMatch(/IpcRefused|no bridge|^rejected/);
    expect(answer).not.toContain('"ok":true');
  });

  it('that is not in the table, or not in its shape, is refused', async () => {
    for (const input of ['{ text: 7 }', '{}', 'null', '{ text: "x".repeat(20_000) }'])
      expect(await attempt(ann.page, `return (await window.hearth.ask.copyText(${input})).error?.tag`)).toBe(
        'IpcRefused',
      );
    expect(
      await attempt(
        ann.page,
        'return (await window.hearth.ask.saveFile({ suggestedName: "../../evil", bytes: new Uint8Array(1) })).error?.tag',
      ),
    ).toBe('IpcRefused');
  });

  it('and after all of this the app opens and saves as before', async () => {
    await ann.reopen();
    await ann.writePrivate('Still here.');
    await ann.seesPrivate('Still here.');
  });
});

/** A policy as a table, so that the order of its parts makes no difference. */
function directives(policy: string): Record<string, string> {
  return Object.fromEntries(
    policy
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', ...values] = part.split(/\s+/);
        return [name, values.join(' ')];
      }),
  );
}
