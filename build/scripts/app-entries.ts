import { existsSync } from 'node:fs';
import { projectPath } from './project.ts';

/** One bundle of the app, from its source file to its place in `dist/`. Paths are relative to the project and to dist. */
export interface AppEntry {
  /** `node`: a program of Electron's Node; `preload`: one sandboxed file; `page`: a page with its assets. */
  readonly kind: 'node' | 'preload' | 'page';
  /** What it is, for messages. */
  readonly name: string;
  readonly source: string;
  readonly output: string;
}

/** Every bundle that makes up the app. Files outside this list never reach a package. */
export const appEntries: readonly AppEntry[] = [
  { kind: 'node', name: 'main process', source: 'main/main.ts', output: 'main/main.js' },
  { kind: 'node', name: 'engine', source: 'main/engine/engine.ts', output: 'main/engine.js' },
  { kind: 'node', name: 'hub', source: 'main/hub/hub.ts', output: 'main/hub.js' },
  { kind: 'node', name: 'keeper', source: 'main/keeper/keeper.ts', output: 'main/keeper.js' },
  {
    kind: 'node',
    name: "keeper's checking thread",
    source: 'main/keeper/check-thread.ts',
    output: 'main/check-thread.js',
  },
  { kind: 'preload', name: "ui's preload", source: 'main/preload/app.ts', output: 'preload/app.cjs' },
  { kind: 'preload', name: "net's preload", source: 'main/preload/net.ts', output: 'preload/net.cjs' },
  { kind: 'preload', name: "calendar's preload", source: 'main/preload/calendar.ts', output: 'preload/calendar.cjs' },
  { kind: 'page', name: 'ui page', source: 'renderer/app/index.html', output: 'renderer/app/index.html' },
  { kind: 'page', name: 'net page', source: 'renderer/net/net.html', output: 'renderer/net/net.html' },
  {
    kind: 'page',
    name: 'calendar page',
    source: 'renderer/calendar/calendar.html',
    output: 'renderer/calendar/calendar.html',
  },
];

/** The entries whose source file is not there. */
export const missingEntries = (
  entries: readonly AppEntry[] = appEntries,
  root: string = projectPath(),
): readonly AppEntry[] => entries.filter((entry) => !existsSync(`${root}/${entry.source}`));
