import { X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './shell.module.css';

/** A bar at the top when something happened that nobody was waiting for. It stays until it is closed. */
export function CalmBars() {
  const { engine, main } = useApp();
  const { say, error } = useText();
  const [bar, setBar] = useState<string | null>(null);
  useEffect(() => {
    const stops = [
      engine.on('writeFailed', ({ tag }) => setBar(error({ tag }))),
      main.hear('engineRestarted', () => setBar(say('bar.engineRestarted'))),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [engine, main, error, say]);
  return (
    <>
      <KeptBar />
      <HeldBar />
      {bar !== null && (
        <div className={styles['bar']} role="alert">
          <p>{bar}</p>
          <Button look="quiet" icon={X} onPress={() => setBar(null)}>
            {say('bar.close')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Leads back to a page that was left while its words could not be saved. It goes when they are. */
function KeptBar() {
  const { openPages } = useApp();
  const { say } = useText();
  const [, navigate] = useLocation();
  const path = useSyncExternalStore(openPages.subscribe, openPages.keptPath);
  if (path === null) return null;
  return (
    <div className={styles['bar']} role="alert">
      <p>{say('bar.kept')}</p>
      <Button onPress={() => navigate(path)}>{say('bar.kept.open')}</Button>
    </div>
  );
}

/** Says that Hearth was not locked, since words would have been lost, and leaves the choice. */
function HeldBar() {
  const { main } = useApp();
  const { say } = useText();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => main.hear('lockHeld', () => setHeld(true)), [main]);
  if (!isHeld) return null;
  return (
    <div className={styles['bar']} role="alert">
      <p>{say('bar.held')}</p>
      <Button onPress={() => main.ask.lock({ evenUnsaved: true })}>{say('bar.held.lock')}</Button>
      <Button look="quiet" icon={X} onPress={() => setHeld(false)}>
        {say('bar.held.stay')}
      </Button>
    </div>
  );
}
