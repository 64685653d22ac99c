import { useState } from 'react';
import { LockScreen } from './lock-screen.tsx';
import { RecoverPage } from './recover-page.tsx';

/** While Hearth is locked: the lock screen, or the way back for whoever has forgotten the passphrase. */
export function Locked({ onOpen }: { readonly onOpen: () => void }) {
  const [isForgotten, setForgotten] = useState(false);
  return isForgotten ? (
    <RecoverPage onOpen={onOpen} onBack={() => setForgotten(false)} />
  ) : (
    <LockScreen onOpen={onOpen} onForgotten={() => setForgotten(true)} />
  );
}
