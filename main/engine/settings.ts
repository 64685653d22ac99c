/** Settings of this computer, inside the encrypted store. */
import * as v from 'valibot';
import { utf8, utf8ToText } from '../../shared/bytes.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { LOCK_AFTER } from '../../shared/ipc/ui-engine.ts';
import type { SettingsView } from '../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { checkName } from './group/write.ts';
import { checkServerAddress } from './server-address.ts';
import type { KeyValues } from './store/key-values.ts';

const KEY = 'settings';
const stored = v.object({
  name: v.string(),
  theme: v.picklist(['system', 'light', 'dark']),
  textSize: v.number(),
  server: v.nullable(v.string()),
  // Settings that were written before these two existed lack them.
  lockAfterMinutes: v.optional(v.number(), LOCK_AFTER.usual),
  isScreenGuarded: v.optional(v.boolean(), false),
});

/** What a fresh profile starts with: no server is contacted. */
const FRESH: SettingsView = {
  name: '',
  theme: 'system',
  textSize: 100,
  server: null,
  lockAfterMinutes: LOCK_AFTER.usual,
  isScreenGuarded: false,
};

/** The settings as they are stored. */
export function readSettings(values: KeyValues): SettingsView {
  const bytes = values.get(KEY);
  return bytes ? v.parse(stored, JSON.parse(utf8ToText(bytes))) : FRESH;
}

const write = (values: KeyValues, settings: SettingsView): SettingsView => {
  values.put(KEY, utf8(JSON.stringify(settings)));
  return settings;
};

/** Changes what is given and keeps the rest; durable when it returns. */
export function changeSettings(
  values: KeyValues,
  changes: { readonly [K in keyof SettingsView]?: SettingsView[K] | undefined },
): Result<SettingsView, AppError> {
  const before = readSettings(values);
  const name = changes.name === undefined ? ok(before.name) : checkName(changes.name);
  if (!name.ok) return name;
  const server = changes.server ? checkServerAddress(changes.server) : ok(changes.server ?? null);
  if (!server.ok) return err(server.error);
  return ok(
    write(values, {
      name: name.value,
      theme: changes.theme ?? before.theme,
      textSize: changes.textSize ?? before.textSize,
      server: changes.server === undefined ? before.server : server.value,
      lockAfterMinutes: changes.lockAfterMinutes ?? before.lockAfterMinutes,
      isScreenGuarded: changes.isScreenGuarded ?? before.isScreenGuarded,
    }),
  );
}
