import { useCallback, useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { savedWords, takenWords } from '../../text/carry-words.ts';
import type { Wording } from '../../text/time-words.ts';
import { useText } from '../../text/use-text.ts';

/** What came of the last file: its sentences, and the group that it was for; or why there is none. */
export type CarryOutcome =
  | {
      readonly words: readonly Wording[];
      /** Null where it was saved, and where the person is not in the group yet. */
      readonly group: { readonly groupId: GroupId; readonly name: string } | null;
    }
  | { readonly problem: AppError };

/** Saving and opening files that carry entries; one at a time. */
export interface Carry {
  readonly working: 'saving' | 'opening' | null;
  readonly outcome: CarryOutcome | null;
  save(groupId: GroupId): Promise<void>;
  /** `here` is the group on whose page it is opened, if any; the file says itself which group it is for. */
  open(here: GroupId | null): Promise<void>;
  /** Takes in a file that came without being asked for. */
  take(file: Result<Uint8Array, AppError>): Promise<void>;
}

/** See {@link Carry}. */
export function useCarry(): Carry {
  const { engine, main } = useApp();
  const { when, names } = useText();
  const [working, setWorking] = useState<Carry['working']>(null);
  const [outcome, setOutcome] = useState<CarryOutcome | null>(null);
  const during = useCallback(async (work: 'saving' | 'opening', deed: () => Promise<CarryOutcome | null>) => {
    setWorking(work);
    setOutcome(null);
    setOutcome(await deed());
    setWorking(null);
  }, []);
  const takenFrom = useCallback(
    async (file: Result<Uint8Array, AppError>, here: GroupId | null): Promise<CarryOutcome> => {
      const taken = file.ok ? await engine.call.takeBundle({ file: file.value }) : file;
      if (!taken.ok) return { problem: taken.error };
      const { groupId, groupName, standing } = taken.value;
      const group = standing === 'waiting' ? null : { groupId, name: groupName };
      return { words: takenWords(taken.value, here, when), group };
    },
    [engine, when],
  );
  return {
    working,
    outcome,
    save: (groupId) =>
      during('saving', async () => {
        const made = await engine.call.saveBundle({ groupId });
        if (!made.ok) return { problem: made.error };
        const kept = await main.ask.saveFile({ suggestedName: made.value.fileName, bytes: made.value.bytes });
        if (!kept.ok) return { problem: kept.error };
        return kept.value ? { words: savedWords(made.value, names), group: null } : null;
      }),
    open: (here) =>
      during('opening', async () => {
        const file = await main.ask.openBundleFile({});
        if (!file.ok) return { problem: file.error };
        return file.value === null ? null : takenFrom(ok(file.value), here);
      }),
    take: useCallback((file) => during('opening', () => takenFrom(file, null)), [during, takenFrom]),
  };
}
