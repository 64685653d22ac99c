/** Answers to the requests about how this computer reaches a group. */
import type { GroupId } from '../../shared/brand.ts';
import type { pathRequests } from '../../shared/ipc/path-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { err, ok } from '../../shared/result.ts';
import { checkHelper, MAX_HELPERS } from './links/helper-server.ts';
import type { RequestGuards } from './request-guards.ts';

/** One function for each request of the table; `onChange` after every change that is on the disk. */
export function createPathHandlers(
  { withGroup }: RequestGuards,
  onChange: (groupId: GroupId) => void,
): Handlers<typeof pathRequests> {
  return {
    addHelper: ({ groupId, ...given }) =>
      withGroup(groupId, ({ values }, { links }) => {
        const helper = checkHelper(given);
        if (!helper.ok) return helper;
        const others = values.helpers().filter(({ address }) => address !== helper.value.address);
        if (others.length >= MAX_HELPERS) return err({ tag: 'TooManyHelpers' });
        values.setHelpers([...others, helper.value]);
        links.refresh(groupId);
        onChange(groupId);
        return ok(null);
      }),
    removeHelper: ({ groupId, address }) =>
      withGroup(groupId, ({ values }, { links }) => {
        values.setHelpers(values.helpers().filter((helper) => helper.address !== address));
        links.refresh(groupId);
        onChange(groupId);
        return ok(null);
      }),
    hideAddress: ({ groupId, isHidden }) =>
      withGroup(groupId, ({ values }, { links }) => {
        values.setHidesAddress(isHidden);
        links.refresh(groupId);
        onChange(groupId);
        return ok(null);
      }),
  };
}
