/** The part of the ui's requests that is about lines that are paid by the megabyte, and what is shown of them. */
import * as v from 'valibot';
import { type GroupId, isIdText } from '../brand.ts';
import { networkId } from './lan-links.ts';
import { request } from './rpc.ts';

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));

/** One network that this computer is on. */
export interface PaidNetworkView {
  readonly id: string;
  /** What the system calls the way to it, such as `en0` or `Wi-Fi`. */
  readonly device: string;
  /** This computer's address on it. */
  readonly address: string;
  /** The person said that it is paid by the megabyte. */
  readonly isPaid: boolean;
}

/** What a group does while the line is paid by the megabyte. Times in milliseconds since 1970 UTC. */
export interface SparingView {
  /** It is connecting to the others, or connected, at this moment. */
  readonly isVisiting: boolean;
  /** When it connects again by itself, or goes to a keeper again; null while it does. */
  readonly nextAt: number | null;
  /** A keeper answers and carries everything, so that nobody is connected to. */
  readonly isByKeeper: boolean;
  /** Until when all text may pass, since the person asked for it; null while that is not so. */
  readonly openedUntil: number | null;
  /** Places of words that others are known to hold, are not here, and are not fetched now. */
  readonly older: number;
  /** Places of words of others that are here, that somebody may lack, and that are not given now. */
  readonly others: number;
}

/** See the file's head; `ui-engine.ts` takes these in. */
export const paidRequests = {
  listPaidNetworks: request(v.object({})).gives<readonly PaidNetworkView[]>(),
  /** Says that one of the networks of now is paid by the megabyte, or that it is not. */
  payByMegabyte: request(v.object({ id: networkId, isPaid: v.boolean() })).gives<null>(),
  /** Lets all text of a group pass for some minutes, and connects to the others now. */
  openPaidLine: request(v.object({ groupId })).gives<null>(),
} as const;
