/** The end of this process and the start of the next one on the same profile. */
import { app } from 'electron';

/**
 * Ends the app at once and starts it with `args`; without the first of the command line, the program. The next process
 * begins when this one has gone, and so finds the profile free.
 */
export function startAnew(args: readonly string[]): void {
  // `npm start` lends the display and the terminal, and starts the next one itself as it started this one.
  if (!app.isPackaged && process.connected) {
    process.send?.({ startAnew: args }, undefined, undefined, () => app.exit(0));
    return;
  }
  const { APPIMAGE } = process.env;
  // An AppImage runs from a folder that goes with its process.
  app.relaunch({ args: [...args], ...(APPIMAGE && app.isPackaged ? { execPath: APPIMAGE } : {}) });
  app.exit(0);
}
