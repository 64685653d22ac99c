/** What every part of the ui may use of the world: engine, main, clock and chance, made once in `app.tsx`. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { UiBridge } from '../../shared/ipc/bridge.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Look, LookView } from '../../shared/ipc/look.ts';
import type { SettingsView } from '../../shared/ipc/views.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Random } from '../../shared/ports/random.ts';
import type { EngineLink } from './engine-client.ts';
import type { MinuteClock } from './minute-clock.ts';
import type { OpenPages } from './features/writing/open-pages.ts';

export interface AppParts {
  readonly engine: EngineLink;
  readonly main: UiBridge;
  readonly clock: Clock;
  readonly minutes: MinuteClock;
  readonly random: Random;
  /** Pages that are being written on; saved before a lock. */
  readonly openPages: OpenPages;
  /** Ids of notes that somebody put aside with "Not now"; they come back when Hearth is opened again. */
  readonly laidAside: Set<string>;
}

export const AppPartsContext = createContext<AppParts | null>(null);

/** The parts of the app; throws outside of it, which is a defect. */
export function useApp(): AppParts {
  const parts = useContext(AppPartsContext);
  if (!parts) throw new Error('no app around this component');
  return parts;
}

/** Now, in milliseconds since 1970 UTC, renewed every minute. */
export function useNow(): number {
  const { minutes } = useApp();
  return useSyncExternalStore(minutes.subscribe, minutes.now);
}

/** How the app calls itself, and the way to change it: answers what went wrong, or null. */
export interface LookParts {
  readonly look: LookView;
  readonly changeLook: (look: Look) => Promise<AppError | null>;
}

export const LookContext = createContext<LookParts | null>(null);

/** See {@link LookParts}; throws outside of the app, which is a defect. */
export function useLook(): LookParts {
  const parts = useContext(LookContext);
  if (!parts) throw new Error('no app around this component');
  return parts;
}

export const SettingsContext = createContext<SettingsView | null>(null);

/** The settings; throws while Hearth is locked, which is a defect. */
export function useSettings(): SettingsView {
  const settings = useContext(SettingsContext);
  if (!settings) throw new Error('settings are read only while Hearth is open');
  return settings;
}
