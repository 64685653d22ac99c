/** Answers to the requests about keepers. */
import type { keeperRequests } from '../../shared/ipc/keeper-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { err, ok } from '../../shared/result.ts';
import { answerQuestion } from './group/keeper-question.ts';
import { setTicket, setUsesKeepers } from './group/keeper-values.ts';
import { allowKeeper } from './group/membership-acts.ts';
import type { RequestGuards } from './request-guards.ts';
import type { UiEvents } from './ui-events.ts';

/** One function for each request of the table. */
export function createKeeperHandlers({ withGroup }: RequestGuards, events: UiEvents): Handlers<typeof keeperRequests> {
  return {
    allowKeeper: ({ groupId, allowed }) =>
      withGroup(groupId, (group, { links }) => {
        const answer = allowKeeper(group, allowed);
        if (answer.ok) links.refresh(groupId);
        return answer;
      }),
    answerKeeperQuestion: ({ groupId, op, agrees }) =>
      withGroup(groupId, (group, { links }) => {
        const answer = answerQuestion(group, op, agrees);
        if (answer.ok) links.refresh(groupId);
        return answer;
      }),
    goToKeepers: ({ groupId, here }) =>
      withGroup(groupId, (group, { links }) => {
        setUsesKeepers(group.store, here);
        links.refresh(groupId);
        events.group(groupId);
        return ok(null);
      }),
    lookAtKeeper: ({ groupId }) =>
      withGroup(groupId, (_, { links }) => {
        links.lookAtKeepers(groupId);
        return ok(null);
      }),
    setKeeperTicket: ({ groupId, server, ticket }) =>
      withGroup(groupId, (group, { links }) => {
        if (!group.values.servers().includes(server)) return err({ tag: 'ServerAddressInvalid' });
        if (!setTicket(group.store, server, ticket)) return err({ tag: 'KeeperTicketWrong' });
        links.lookAtKeepers(groupId);
        events.group(groupId);
        return ok(null);
      }),
  };
}
