import { useState } from 'react';
import { RestorePage } from '../backup/restore-page.tsx';
import { LockScreen } from './lock-screen.tsx';
import { RecoverPage } from './recover-page.tsx';

/** While Hearth is locked: the lock screen, or a way back for whoever has forgotten the passphrase or whose files are damaged. */
export function Locked({ onOpen }: { readonly onOpen: () => void }) {
  const [way, setWay] = useState<'lock' | 'words' | 'backup'>('lock');
  const back = () => setWay('lock');
  switch (way) {
    case 'words':
      return <RecoverPage onOpen={onOpen} onBack={back} />;
    case 'backup':
      return <RestorePage isDamaged onOpen={onOpen} onBack={back} />;
    case 'lock':
      return <LockScreen onOpen={onOpen} onForgotten={() => setWay('words')} onRestore={() => setWay('backup')} />;
  }
}
