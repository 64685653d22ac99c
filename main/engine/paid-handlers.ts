/** Answers to the requests about lines that are paid by the megabyte. */
import type { paidRequests } from '../../shared/ipc/paid-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { ok } from '../../shared/result.ts';
import type { RequestGuards } from './request-guards.ts';

/** One function for each request of the table. */
export function createPaidHandlers({ withProfile, withGroup }: RequestGuards): Handlers<typeof paidRequests> {
  return {
    listPaidNetworks: () => withProfile(({ paidNetworks }) => ok(paidNetworks.view())),
    payByMegabyte: ({ id, isPaid }) => withProfile(({ paidNetworks }) => paidNetworks.set(id, isPaid)),
    openPaidLine: ({ groupId }) =>
      withGroup(groupId, (_, { links }) => {
        links.openPaidLine(groupId);
        return ok(null);
      }),
  };
}
