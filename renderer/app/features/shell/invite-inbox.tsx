import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../../app-parts.ts';

/** An invite as it came in: a link, pasted text, or the bytes of a file. */
export type RawInvite = string | Uint8Array;

interface Inbox {
  readonly invite: RawInvite | null;
  /** Puts the invite away once it was asked with or dropped. */
  readonly clear: () => void;
}

const InboxContext = createContext<Inbox>({ invite: null, clear: () => undefined });

/** The invite that a deep link or a file brought, if there is one. */
export const useInviteInbox = (): Inbox => useContext(InboxContext);

/** Takes invites that come to the app from outside and opens their preview; nothing more happens by itself. */
export function InviteInbox({ children }: { readonly children: ReactNode }) {
  const { main } = useApp();
  const [, navigate] = useLocation();
  const [invite, setInvite] = useState<RawInvite | null>(null);
  useEffect(() => {
    let gone = false;
    const take = async () => {
      const answer = await main.ask.takeInvite({});
      if (gone || !answer.ok || answer.value === null) return;
      setInvite(answer.value);
      navigate('/invite');
    };
    void take();
    const stop = main.hear('inviteArrived', () => void take());
    return () => {
      gone = true;
      stop();
    };
  }, [main, navigate]);
  const inbox = useMemo(() => ({ invite, clear: () => setInvite(null) }), [invite]);
  return <InboxContext.Provider value={inbox}>{children}</InboxContext.Provider>;
}
