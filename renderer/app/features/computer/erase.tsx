import { useState } from 'react';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { HoldButton } from '../../ui/hold-button.tsx';
import { Note } from '../../ui/note.tsx';

/** What erasing means, and the button that does it: on the lock screen and in the settings. */
export function Erase() {
  const { main } = useApp();
  const { say } = useText();
  const [state, setState] = useState<'resting' | 'working' | 'failed'>('resting');
  const erase = async () => {
    setState('working');
    // No answer comes when it goes well: this page ends with everything else.
    const answer = await main.ask.wipe({});
    if (!answer.ok) setState('failed');
  };
  return (
    <>
      <p>{say('erase.what')}</p>
      <p>{say('erase.stays')}</p>
      <p>{say('erase.limits')}</p>
      <p>{say('erase.how')}</p>
      <HoldButton
        holding={say('erase.holding')}
        letGo={say('erase.kept')}
        isDisabled={state === 'working'}
        onHeld={erase}
      >
        {state === 'working' ? say('erase.working') : say('erase.hold')}
      </HoldButton>
      {state === 'failed' && (
        <Note tone="careful" isLive>
          {say('erase.failed')}
        </Note>
      )}
    </>
  );
}
