/** The two windows: the one that people see, and the hidden one with the network. */
import { app, BrowserWindow, type Session, type WebContents } from 'electron';
import { type PageName, startAddress } from '../system/page-files.ts';

/** What a window is made of. */
export interface PageWindowParts {
  readonly page: PageName;
  readonly session: Session;
  /** Path of the page's preload. */
  readonly preload: string;
  readonly withDevTools: boolean;
}

/** The title of every window, whatever it shows: task lists and screenshots carry it. */
const TITLE = 'Hearth';

/** Opens a window and begins to load its page. The ui's is shown when there is something to see; net's never. */
export function openPageWindow(parts: PageWindowParts): BrowserWindow {
  const isUi = parts.page === 'app';
  const window = new BrowserWindow({
    title: TITLE,
    show: false,
    width: 1_080,
    height: 760,
    minWidth: 360,
    minHeight: 480,
    skipTaskbar: !isUi,
    backgroundColor: '#f6f1e9',
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
      backgroundThrottling: isUi,
    },
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  if (isUi) window.once('ready-to-show', () => window.show());
  // Of this computer's addresses only those of the way out: peers of one network need the private one.
  else window.webContents.setWebRTCIPHandlingPolicy('default_public_and_private_interfaces');
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
