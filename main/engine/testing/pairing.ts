/** What a person does with two computers in stories: pairs them by file, and looks at both. */
import type { PairingView } from '../../../shared/ipc/pairing-requests.ts';
import { type Person, unwrap, type World } from './engine-world.ts';

/** The file that this computer has for the other one. */
export const pairFile = async (person: Person): Promise<Uint8Array> => unwrap(await person.ask.savePairFile({})).bytes;

/** Both sides as far as the words: nothing is given to anybody yet. */
export async function carryPairFiles(
  old: Person,
  fresh: Person,
): Promise<{ readonly oldView: PairingView; readonly newView: PairingView }> {
  unwrap(await fresh.ask.startPairing({ way: 'file' }));
  unwrap(await old.ask.takePairFile({ file: await pairFile(fresh), side: 'old' }));
  const newView = unwrap(await fresh.ask.takePairFile({ file: await pairFile(old), side: 'new' }));
  const oldView = unwrap(await old.ask.takePairFile({ file: await pairFile(fresh), side: 'old' }));
  return { oldView, newView };
}

/** Pairs two computers by file; what a network does afterwards is done when it returns. */
export async function pairByFile(world: World, old: Person, fresh: Person): Promise<void> {
  await carryPairFiles(old, fresh);
  unwrap(await old.ask.comparePairWords({ same: true }));
  unwrap(await fresh.ask.comparePairWords({ same: true }));
  world.settle(5_000);
}
