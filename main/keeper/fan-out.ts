/**
 * What several instances of one keeper tell each other: that somebody published
 * on a topic, or put something into a mailbox. A port; `redis-fan-out.ts` is
 * the way between machines. Nothing in it is kept, and what is lost on the way
 * is found at the next question.
 */

/** A topic of one kind: `topic` for signalling, `mail` for mailboxes. */
export type FanOutKind = 'topic' | 'mail';

/** See the file's head. Its calls do not fail: while there is no way, others are not told. */
export interface FanOut {
  /** Whom to call for what other instances told, never for our own; one for each kind. */
  onHeard(kind: FanOutKind, heard: (name: string, message: Buffer) => void): void;
  /** From now on, what others tell under this name is wanted. */
  listen(kind: FanOutKind, name: string): void;
  leave(kind: FanOutKind, name: string): void;
  tell(kind: FanOutKind, name: string, message: Uint8Array): void;
  close(): Promise<void>;
}

/** For a keeper that is alone: there is nobody to tell. */
export const noFanOut: FanOut = {
  onHeard: () => {},
  listen: () => {},
  leave: () => {},
  tell: () => {},
  close: async () => {},
};
