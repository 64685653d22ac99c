/** Answers to the requests about keepers. */
import type { keeperRequests } from '../../shared/ipc/keeper-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { err, ok } from '../../shared/result.ts';
import { answerQuestion } from './group/keeper-question.ts';
import { keepTicket, setUsesKeepers } from './group/keeper-values.ts';
import { allowKeeper } from './group/membership-acts.ts';
import type { RequestGuards } from './request-guards.ts';
import type { UiEvents } from './ui-events.ts';

/** One function for each request of the table. */
export function createKeeperHandlers(
  { withGroup, withProfile }: RequestGuards,
  events: UiEvents,
): Handlers<typeof keeperRequests> {
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
      withProfile(({ links, isThere }) => {
        if (!isThere(groupId)) return err({ tag: 'GroupUnknown' });
        links.lookAtKeepers(groupId);
        return ok(null);
      }),
    setKeeperTicket: ({ groupId, server, ticket }) =>
      withProfile((profile) => {
        const group = profile.group(groupId);
        // Whoever waits to be let in may have one too.
        const kept = group.ok
          ? keepTicket(group.value, server, ticket)
          : profile.setJoinTicket(groupId, server, ticket);
        if (!kept.ok) return kept;
        profile.links.lookAtKeepers(groupId);
        events.group(groupId);
        events.joins();
        return ok(null);
      }),
  };
}
