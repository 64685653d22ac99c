/** The windows: the one that people see, the hidden one with the network, and the calendar that takes the first one's place. */
import { app, BrowserWindow, type NativeImage, type Session, type WebContents } from 'electron';
import { type PageName, startAddress } from '../system/page-files.ts';
import { showInPlace, type WindowPlace } from './window-place.ts';

/** What a window is made of. */
export interface PageWindowParts {
  readonly page: PageName;
  readonly session: Session;
  /** Path of the page's preload. */
  readonly preload: string;
  readonly withDevTools: boolean;
  /** The same whatever the window shows: task lists and screenshots carry it. */
  readonly title: string;
  /** Null for the one that the system has for the installed app. */
  readonly icon: NativeImage | null;
  /** Whether its connections may go through the proxy alone. */
  readonly isProxied: boolean;
  /** Whether it may be seen as soon as there is something to see. */
  readonly mayShow: () => boolean;
  /** Where the window before it stood; null for where the system puts it. */
  readonly place: WindowPlace | null;
}

/** Opens a window and begins to load its page. Net's is never shown, the calendar's only by the quick hide. */
export function openPageWindow(parts: PageWindowParts): BrowserWindow {
  const isNet = parts.page === 'net';
  const window = new BrowserWindow({
    title: parts.title,
    ...(parts.icon === null ? {} : { icon: parts.icon }),
    show: false,
    width: 1_080,
    height: 760,
    ...parts.place?.bounds,
    minWidth: 360,
    minHeight: 480,
    skipTaskbar: isNet,
    backgroundColor: parts.page === 'calendar' ? '#ffffff' : '#f6f1e9',
    webPreferences: {
      session: parts.session,
      preload: parts.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: parts.withDevTools,
      // Members have to find each other while nobody looks.
      backgroundThrottling: !isNet,
    },
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => {
    if (parts.mayShow()) showInPlace(window, parts.place);
  });
  // Of this computer's addresses only those of the way out: peers of one network need the private one.
  const policy = parts.isProxied ? 'disable_non_proxied_udp' : 'default_public_and_private_interfaces';
  if (isNet) window.webContents.setWebRTCIPHandlingPolicy(policy);
  void window.loadURL(startAddress(parts.page)).catch(() => undefined);
  return window;
}

/** Shuts every way out of every page, those of pages that we never meant to open included. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    // Comes first for every frame; the main frame is left to `will-navigate`, which would not come after a refusal here.
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
