/** Answers to the requests about a person's own computers. */
import type { pairingRequests } from '../../shared/ipc/pairing-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { ok } from '../../shared/result.ts';
import { removeComputer, viewComputers } from './pairing/computers.ts';
import { removeOwnDevice, viewOwnDevices } from './pairing/own-devices.ts';
import type { RequestGuards } from './request-guards.ts';

/** One function for each request of the table. */
export function createPairingHandlers({ withProfile, withGroup }: RequestGuards): Handlers<typeof pairingRequests> {
  return {
    viewPairing: () => withProfile(({ pairing }) => ok(pairing.view())),
    startPairing: (way) => withProfile(({ pairing }) => pairing.start(way)),
    answerPairingCode: ({ code, server }) => withProfile(({ pairing }) => pairing.answerCode(code, server)),
    takePairFile: ({ file, side }) => withProfile(({ pairing }) => pairing.takeFile(file, side)),
    savePairFile: () => withProfile(({ pairing }) => pairing.saveFile()),
    comparePairWords: ({ same }) => withProfile(({ pairing }) => pairing.compare(same)),
    endPairing: () =>
      withProfile(({ pairing }) => {
        pairing.end();
        return ok(null);
      }),
    listComputers: () => withProfile((profile) => ok(viewComputers(profile.store.values, profile.groups()))),
    removeComputer: ({ computerId }) =>
      withProfile((profile) => removeComputer(profile.store.values, profile.groups(), computerId)),
    listOwnDevices: ({ groupId }) => withGroup(groupId, (group) => ok(viewOwnDevices(group))),
    removeOwnDevice: ({ groupId, deviceId }) => withGroup(groupId, (group) => removeOwnDevice(group, deviceId)),
  };
}
