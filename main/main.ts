/**
 * Composition root of the app. The main process owns the machine: windows,
 * files, processes. It holds no secret and parses nothing that a peer sent.
 */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import {
  app,
  type BrowserWindow,
  clipboard,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  net,
  powerMonitor,
  safeStorage,
} from 'electron';
import { CALENDAR_NAME, nameOf } from '../shared/ipc/look.ts';
import type { Leftover } from '../shared/ipc/views.ts';
import { createAskHandlers } from './ipc/ask-handlers.ts';
import { serveAsks } from './ipc/ask-server.ts';
import { hearCalendar } from './ipc/calendar-server.ts';
import { CHROMIUM_FOLDER, LOOK_FILE, PROXY_FILE } from './profile-files.ts';
import { Arrivals } from './system/arrivals.ts';
import { CopiedText } from './system/copied-text.ts';
import { startEngine } from './system/engine-process.ts';
import { startHub } from './system/hub-process.ts';
import { createKeychainHandlers } from './system/keychain.ts';
import { boundedLink, findArrival, shortenedArguments } from './system/invite-source.ts';
import { FORBIDDEN_SWITCHES, readLaunchOptions } from './system/launch-options.ts';
import { Lan } from './system/lan.ts';
import { networksOf, readRoutes } from './system/networks.ts';
import { createNetworksTold } from './system/networks-told.ts';
import { LockTriggers } from './system/lock-triggers.ts';
import { readLook, writeLook } from './system/look-file.ts';
import { hideKeys, ownKey } from './system/own-keys.ts';
import type { PageName } from './system/page-files.ts';
import { openPageSession, registerPageScheme } from './system/page-scheme.ts';
import { openProbeSession } from './system/probe-session.ts';
import { ProxyLine } from './system/proxy-line.ts';
import { probeSocks } from './system/socks-probe.ts';
import { startAnew } from './system/start-anew.ts';
import { createWipeDisk } from './system/wipe-disk.ts';
import { finishWipe, isWipeBegun, wipeProfile } from './system/wipe.ts';
import { menuTemplate } from './windows/app-menu.ts';
import { Hearth } from './windows/hearth.ts';
import { NewLife } from './windows/new-life.ts';
import { guardAllContents, openPageWindow } from './windows/page-window.ts';
import { ICON_EDGE, plainIcon } from './windows/plain-icon.ts';
import { QuickHide } from './windows/quick-hide.ts';
import { PLACE_SWITCH, placeOf, placeToSwitch, readPlace } from './windows/window-place.ts';

/** `dist/`, from `dist/main/main.js`. */
const dist = join(import.meta.dirname, '..');
const args = process.argv.slice(1);
const options = readLaunchOptions(args, process.env, app.isPackaged);
const withDevTools = !app.isPackaged;
/** Elsewhere a window that asks to stay out of pictures of the screen is in them all the same. */
const canGuardScreen = process.platform === 'darwin' || process.platform === 'win32';

if (options.profileFolder !== null) app.setPath('userData', options.profileFolder);
const profileFolder = app.getPath('userData');
// Said once more, since the folder would follow the app's name otherwise, and the name can be chosen.
app.setPath('userData', profileFolder);
// Chromium's own files in a folder of their own, apart from what the engine keeps.
app.setPath('sessionData', join(profileFolder, CHROMIUM_FOLDER));

let parts: { readonly hearth: Hearth; readonly quickHide: QuickHide } | null = null;
const arrivals = new Arrivals((what) => {
  parts?.hearth.tell(what === 'invite' ? 'inviteArrived' : 'bundleArrived');
  parts?.quickHide.front();
});
const copied = new CopiedText(clipboard);

function open(left: readonly Leftover[]): void {
  const lookPath = join(profileFolder, LOOK_FILE);
  let look = readLook(lookPath);
  let leftovers = left;
  let place = readPlace(args);
  let cleared: Promise<void> = Promise.resolve();
  const pages = join(dist, 'renderer');
  const sessions = {
    app: openPageSession('app', pages, withDevTools),
    net: openPageSession('net', pages, withDevTools, () => lan.isLooking),
    calendar: openPageSession('calendar', pages, withDevTools),
  };
  const probing = openProbeSession();
  const proxy: ProxyLine = new ProxyLine({
    path: join(profileFolder, PROXY_FILE),
    sessions: [...Object.values(sessions), probing],
    probe: probeSocks,
    renewNet: () => {
      // What is said on a network goes through no proxy.
      if (proxy.isOn) lan.end();
      hearth.renewNet();
    },
  });
  const icon = (what: 'notes' | 'calendar') =>
    nativeImage.createFromBitmap(Buffer.from(plainIcon(what)), { width: ICON_EDGE, height: ICON_EDGE });

  function openWindow(page: PageName): BrowserWindow {
    const isCalendar = page === 'calendar';
    const window = openPageWindow({
      page,
      session: sessions[page],
      preload: join(dist, 'preload', `${page}.cjs`),
      withDevTools,
      title: isCalendar ? CALENDAR_NAME : nameOf(look),
      icon: isCalendar ? icon('calendar') : look.isNeutral ? icon('notes') : null,
      place: page === 'app' ? place : null,
      isProxied: proxy.isOn,
      mayShow: () => page === 'app' && !quickHide.isHidden,
    });
    window.webContents.on('before-input-event', (event, input) => {
      const asked = ownKey(input, process.platform);
      if (asked === null) return;
      event.preventDefault();
      if (asked === 'hide') quickHide.press();
      else if (triggers.isArmed && !isCalendar) void lock(true);
    });
    if (page === 'app') window.once('ready-to-show', () => quickHide.prepare());
    if (isCalendar) hearCalendar(window.webContents, () => quickHide.comeBack());
    return window;
  }

  const networksNow = () => networksOf(networkInterfaces(), readRoutes());
  const networksTold = createNetworksTold({
    networks: networksNow,
    engine: () => hearth.lan,
    every: (ms, work) => void setInterval(work, ms),
  });
  const hearth: Hearth = new Hearth({
    startEngine(onCrash) {
      const engine = startEngine({
        program: join(dist, 'main', 'engine.js'),
        profileFolder,
        version: app.getVersion(),
        clockAheadMs: options.clockAheadMs,
        withOutput: withDevTools,
        onCrash: () => {
          triggers.disarm();
          onCrash();
        },
        onBeacon: (beacon) => lan.send(beacon),
        onOpened: ({ lockAfterMinutes, isScreenGuarded }) => {
          triggers.arm(lockAfterMinutes);
          if (canGuardScreen) hearth.window?.setContentProtection(isScreenGuarded);
        },
        keychain: createKeychainHandlers({
          storage: safeStorage,
          folder: profileFolder,
          platform: process.platform,
        }),
      });
      networksTold.greet(engine.lan);
      return engine;
    },
    openWindow,
    makeChannel: () => new MessageChannelMain(),
    onClosed: () => app.quit(),
    endLan: () => lan.end(),
    goesOnElsewhere: async () => {
      await cleared;
      return newLife.begin();
    },
    now: () => performance.now(),
  });
  const lan = new Lan({
    startHub: (hears) => startHub(join(dist, 'main', 'hub.js'), withDevTools, hears),
    networks: networksNow,
    mayLook: () => !proxy.isOn,
    engine: () => hearth.lan,
    onChange: () => hearth.tell('networksChanged'),
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
  });
  /** An invite or a file that this process was started with does not come along: it was taken. */
  const argsOfNext = () => args.filter((arg) => !arg.startsWith(PLACE_SWITCH) && findArrival([arg], '/') === null);
  const newLife: NewLife = new NewLife({
    mayLeave: !options.staysInProcess,
    isHidden: () => quickHide.isHidden,
    hasArrival: () => arrivals.isWaiting,
    leave: () => startAnew([...argsOfNext(), ...(place === null ? [] : [placeToSwitch(place)])]),
  });

  /** `mayBeHeld`: a person asks, and can answer when something could not be saved. The computer cannot. */
  async function lock(mayBeHeld: boolean): Promise<void> {
    cleared = copied.clear();
    const window = hearth.window;
    // While the calendar hides it, or a lock is under way, it stands nowhere.
    if (window?.isVisible() || window?.isMinimized()) place = placeOf(window);
    if (!mayBeHeld) triggers.disarm();
    if (await hearth.lock(mayBeHeld)) triggers.disarm();
  }

  const quickHide: QuickHide = new QuickHide({
    openCalendar: () => openWindow('calendar'),
    window: () => hearth.window,
    lock: () => void lock(false),
    show: () => hearth.show(),
    leave: (calendar) => {
      place = placeOf(calendar);
      return newLife.afterCalendar(() => hearth.start());
    },
    onClosed: () => app.quit(),
    now: () => performance.now(),
  });
  const triggers = new LockTriggers({
    power: powerMonitor,
    lock: () => void lock(false),
    every: (ms, work) => void setInterval(work, ms),
    now: () => Date.now(),
  });

  async function wipe(): Promise<void> {
    await hearth.kill();
    const disk = createWipeDisk(profileFolder);
    leftovers = wipeProfile(disk);
    await copied.clear();
    // Then there is no second half, and the person reads here and now what is left.
    if (!isWipeBegun(disk)) return hearth.revive();
    app.clearRecentDocuments();
    // Chromium's folder goes at the start that follows.
    startAnew(argsOfNext());
  }

  parts = { hearth, quickHide };
  serveAsks({
    ipcMain,
    uiContentsId: () => hearth.window?.webContents.id ?? null,
    handlers: createAskHandlers({
      window: () => hearth.window,
      notePicked: (token, path) => hearth.notePicked(token, path),
      copied,
      arrivals,
      askWeb: (url) =>
        net.request({ url, session: probing, credentials: 'omit', redirect: 'manual', cache: 'no-store' }),
      lock: (evenUnsaved) => void lock(!evenUnsaved),
      readyToLock: (isAllSaved) => hearth.readyToLock(isAllSaved),
      hide: () => quickHide.hide(),
      look: () => ({ ...look, hideKeys: hideKeys(process.platform), canGuardScreen }),
      changeLook(next) {
        writeLook(lookPath, next);
        look = next;
        hearth.window?.setTitle(nameOf(look));
        if (look.isNeutral) hearth.window?.setIcon(icon('notes'));
        setMenu();
      },
      proxy,
      wipe: () => void wipe(),
      leftovers: () => leftovers,
      quit: () => app.quit(),
      lan: lan.handlers,
      testFilesFolder: options.testFilesFolder,
    }),
  });
  function setMenu(): void {
    const isMac = process.platform === 'darwin';
    const template = menuTemplate({ name: nameOf(look), lock: () => void lock(true), hide: () => quickHide.hide() });
    Menu.setApplicationMenu(isMac ? Menu.buildFromTemplate(template) : null);
  }
  setMenu();
  void proxy.apply().then(() => hearth.start());
}

function run(): void {
  // Before Chromium opens anything of the profile.
  const disk = createWipeDisk(profileFolder);
  const left = isWipeBegun(disk) ? finishWipe(disk) : [];
  const look = readLook(join(profileFolder, LOOK_FILE));
  if (look.isNeutral) {
    app.setName(nameOf(look));
    // What X11 groups windows by, and what a desktop looks the picture of a program up by.
    app.commandLine.appendSwitch('class', nameOf(look));
  }
  app.enableSandbox();
  registerPageScheme();
  guardAllContents();
  // Nothing that Chromium does for its own sake needs the network.
  app.commandLine.appendSwitch('disable-background-networking');
  if (options.localPeers) app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns');

  app.on('second-instance', (_event, theirs, folder) => {
    parts?.quickHide.front();
    void arrivals.takeIn(findArrival(theirs.slice(1), folder));
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    void arrivals.takeIn({ link: boundedLink(link) });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void arrivals.takeIn({ path });
  });
  // The net window is never seen, so this must not mean the end; closing the ui's is (Hearth).
  app.on('window-all-closed', () => undefined);
  app.on('activate', () => parts?.quickHide.front());
  let mayQuit = false;
  app.on('before-quit', (event) => {
    if (mayQuit || parts === null) return;
    event.preventDefault();
    void Promise.all([copied.clear(), parts.hearth.end()]).then(() => {
      mayQuit = true;
      app.quit();
    });
  });
  void arrivals.takeIn(findArrival(args, process.cwd()));
  void app.whenReady().then(() => open(left));
}

const shortened = shortenedArguments(args);
if (app.isPackaged && FORBIDDEN_SWITCHES.some((name) => app.commandLine.hasSwitch(name))) {
  app.exit(1);
} else if (shortened !== null) {
  startAnew(shortened);
} else if (app.requestSingleInstanceLock()) {
  run();
} else {
  app.exit(0);
}
