/**
 * Composition root of the app. The main process owns the machine: windows,
 * files, processes. It holds no secret and parses nothing that a peer sent.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { app, clipboard, ipcMain, Menu, MessageChannelMain, safeStorage } from 'electron';
import { createAskHandlers } from './ipc/ask-handlers.ts';
import { serveAsks } from './ipc/ask-server.ts';
import { CopiedText } from './system/copied-text.ts';
import { startEngine } from './system/engine-process.ts';
import { createKeychainHandlers } from './system/keychain.ts';
import {
  boundedLink,
  findInvite,
  type InviteSource,
  readInviteFile,
  shortenedArguments,
} from './system/invite-source.ts';
import { FORBIDDEN_SWITCHES, readLaunchOptions } from './system/launch-options.ts';
import { openPageSession, registerPageScheme } from './system/page-scheme.ts';
import { Hearth } from './windows/hearth.ts';
import { guardAllContents, openPageWindow } from './windows/page-window.ts';

/** `dist/`, from `dist/main/main.js`. */
const dist = join(import.meta.dirname, '..');
const args = process.argv.slice(1);
const options = readLaunchOptions(args, process.env, app.isPackaged);
const withDevTools = !app.isPackaged;

let hearth: Hearth | null = null;
let waitingInvite: string | Uint8Array | null = null;
const copied = new CopiedText(clipboard);

async function takeIn(source: InviteSource | null): Promise<void> {
  if (source === null) return;
  waitingInvite = 'link' in source ? source.link : await readInviteFile(source.path);
  hearth?.tell('inviteArrived');
  hearth?.show();
}

function open(): void {
  if (process.platform === 'darwin') {
    // Without a menu macOS has no keys for copying and pasting.
    Menu.setApplicationMenu(
      Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]),
    );
  } else Menu.setApplicationMenu(null);
  const pages = join(dist, 'renderer');
  const sessions = {
    app: openPageSession('app', pages, withDevTools),
    net: openPageSession('net', pages, withDevTools),
  };
  const opened = new Hearth({
    startEngine: (onCrash) =>
      startEngine({
        program: join(dist, 'main', 'engine.js'),
        profileFolder: app.getPath('userData'),
        version: app.getVersion(),
        clockAheadMs: options.clockAheadMs,
        withOutput: withDevTools,
        keychain: createKeychainHandlers({
          storage: safeStorage,
          folder: app.getPath('userData'),
          platform: process.platform,
        }),
        onCrash,
      }),
    openWindow: (page) =>
      openPageWindow({ page, session: sessions[page], preload: join(dist, 'preload', `${page}.cjs`), withDevTools }),
    makeChannel: () => new MessageChannelMain(),
    onClosed: () => app.quit(),
    now: () => performance.now(),
  });
  hearth = opened;
  serveAsks({
    ipcMain,
    uiContentsId: () => opened.window?.webContents.id ?? null,
    handlers: createAskHandlers({
      window: () => opened.window,
      copied,
      takeInvite: () => {
        const invite = waitingInvite;
        waitingInvite = null;
        return invite;
      },
      lock: () => {
        void copied.clear();
        void opened.lock();
      },
      quit: () => app.quit(),
      testFilesFolder: options.testFilesFolder,
    }),
  });
  opened.start();
}

function run(): void {
  app.enableSandbox();
  registerPageScheme();
  guardAllContents();
  // Nothing that Chromium does for its own sake needs the network.
  app.commandLine.appendSwitch('disable-background-networking');
  if (options.localPeers) app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns');

  app.on('second-instance', (_event, theirs, folder) => {
    hearth?.show();
    void takeIn(findInvite(theirs.slice(1), folder));
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    void takeIn({ link: boundedLink(link) });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void takeIn({ path });
  });
  // The net window is never seen, so this must not mean the end; closing the ui's is (Hearth).
  app.on('window-all-closed', () => undefined);
  app.on('activate', () => hearth?.show());
  let mayQuit = false;
  app.on('before-quit', (event) => {
    if (mayQuit || hearth === null) return;
    event.preventDefault();
    void Promise.all([copied.clear(), hearth.end()]).then(() => {
      mayQuit = true;
      app.quit();
    });
  });
  void takeIn(findInvite(args, process.cwd()));
  void app.whenReady().then(open);
}

if (options.profileFolder !== null) app.setPath('userData', options.profileFolder);
// Chromium's own files in a folder of their own, apart from what the engine keeps.
app.setPath('sessionData', join(app.getPath('userData'), 'chromium'));

const shortened = shortenedArguments(args);
if (app.isPackaged && FORBIDDEN_SWITCHES.some((name) => app.commandLine.hasSwitch(name))) {
  app.exit(1);
} else if (shortened !== null) {
  app.relaunch({ args: shortened });
  app.exit(0);
} else if (app.requestSingleInstanceLock()) {
  run();
} else {
  app.exit(0);
}
