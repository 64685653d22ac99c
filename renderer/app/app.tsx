/** Composition root of the ui: the only place that touches clock, chance, window and document. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/literata/wght.css';
import '@fontsource-variable/literata/wght-italic.css';
import './styles/base.css';
import './styles/tokens.css';
import { createRoot, type Root } from 'react-dom/client';
import type { LookView } from '../../shared/ipc/look.ts';
import { allowEmptyHtml } from './empty-html.ts';
import { linkEngine, listenForEngine, portOfPage } from './engine-client.ts';
import { App } from './features/shell/app-frame.tsx';
import { createOpenPages } from './features/writing/open-pages.ts';
import { createMinuteClock } from './minute-clock.ts';

allowEmptyHtml(window);
const clock = { now: () => Date.now() };
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
const minutes = createMinuteClock(clock, (callback, ms) => setInterval(callback, ms));

/** As the app is when main does not answer, which it always does. */
const USUAL_LOOK: LookView = { isNeutral: false, hideKeys: '', canGuardScreen: false };

let root: Root | null = null;
let port: MessagePort | null = null;
let saveEverything = async (): Promise<boolean> => true;

window.hearth.hear('willLock', () => {
  void saveEverything().then((isAllSaved) => window.hearth.ask.readyToLock({ isAllSaved }));
});

listenForEngine(window, async (fresh) => {
  port?.close();
  port = fresh;
  // A new engine is a new start: nothing that the last one showed may stay on the screen.
  root?.unmount();
  root = createRoot(document.getElementById('root') ?? document.body);
  const engine = linkEngine(portOfPage(fresh), reportDefect);
  const ofThisStart = { openPages: createOpenPages(), laidAside: new Set<string>() };
  const parts = { engine, main: window.hearth, clock, minutes, random, ...ofThisStart };
  saveEverything = async () => {
    const isAllSaved = await parts.openPages.saveAll();
    // Answered after all that was asked before it: an entry that is just being shared is on the disk by then.
    await engine.call.status({});
    return isAllSaved;
  };
  const look = await window.hearth.ask.getLook({});
  // Another engine may have come meanwhile.
  if (port !== fresh) return;
  root.render(
    <App parts={parts} firstLook={look.ok ? look.value : USUAL_LOOK} locale={englishOf(navigator.languages)} />,
  );
});

/** The words are English; dates and times are written as the person's own English writes them, if there is one. */
function englishOf(languages: readonly string[]): string {
  return languages.find((language) => /^en(-|$)/.test(language)) ?? 'en-GB';
}

/** Hands a defect to the window's own error event: the frame shows it, and tests see it. */
function reportDefect(_where: string, defect: unknown): void {
  reportError(defect);
}
