/** Answers to the requests about coming back with the recovery words. */
import type { returningRequests } from '../../shared/ipc/returning-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import type { RequestGuards } from './request-guards.ts';

/** One function for each request of the table. */
export const createReturningHandlers = ({
  withProfile,
}: Pick<RequestGuards, 'withProfile'>): Handlers<typeof returningRequests> => ({
  returnWithWords: ({ words, as, withoutRest }) =>
    withProfile(({ returning }) => returning.withWords(words, as, withoutRest)),
});
