import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';
import { savedWords, takenWords } from '../../text/carry-words.ts';
import type { Wording } from '../../text/time-words.ts';
import { useText } from '../../text/use-text.ts';

/** What came of the last file: its sentences, or why there is none. */
export type CarryOutcome = { readonly words: readonly Wording[] } | { readonly problem: AppError };

/** Saving and opening files that carry entries; one at a time. */
export interface Carry {
  readonly working: 'saving' | 'opening' | null;
  readonly outcome: CarryOutcome | null;
  save(groupId: GroupId): Promise<void>;
  /** `here` is the group on whose page it is opened, if any; the file says itself which group it is for. */
  open(here: GroupId | null): Promise<void>;
}

/** See {@link Carry}. */
export function useCarry(): Carry {
  const { engine, main } = useApp();
  const { when } = useText();
  const [working, setWorking] = useState<Carry['working']>(null);
  const [outcome, setOutcome] = useState<CarryOutcome | null>(null);
  const during = async (work: 'saving' | 'opening', deed: () => Promise<CarryOutcome | null>) => {
    setWorking(work);
    setOutcome(null);
    setOutcome(await deed());
    setWorking(null);
  };
  return {
    working,
    outcome,
    save: (groupId) =>
      during('saving', async () => {
        const made = await engine.call.saveBundle({ groupId });
        if (!made.ok) return { problem: made.error };
        const kept = await main.ask.saveFile({ suggestedName: made.value.fileName, bytes: made.value.bytes });
        if (!kept.ok) return { problem: kept.error };
        return kept.value ? { words: savedWords(made.value) } : null;
      }),
    open: (here) =>
      during('opening', async () => {
        const file = await main.ask.openBundleFile({});
        if (!file.ok) return { problem: file.error };
        if (file.value === null) return null;
        const taken = await engine.call.takeBundle({ file: file.value });
        return taken.ok ? { words: takenWords(taken.value, here, when) } : { problem: taken.error };
      }),
  };
}
