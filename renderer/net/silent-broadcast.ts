/**
 * Stands in for `lib0/broadcastchannel` (build/config/aliases.ts), through which
 * y-webrtc talks to other pages of the same origin. There are none, and what
 * the board says goes by no second way.
 */

/** Listens to nothing. */
export const subscribe = <Listener>(_room: string, listener: Listener): Listener => listener;
/** Nothing was listened to. */
export const unsubscribe = (): boolean => false;
/** Tells nobody. */
export const publish = (): void => undefined;
