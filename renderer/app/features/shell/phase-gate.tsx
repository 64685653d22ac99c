import { useEffect, useState } from 'react';
import type { StatusView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { Locked } from '../start/locked.tsx';
import { SetUp } from '../start/set-up.tsx';
import { CalmBars } from './calm-bars.tsx';
import { OpenApp } from './open-app.tsx';

/** Shows what the engine's phase allows: first run, the lock screen, or everything. */
export function PhaseGate() {
  const { engine } = useApp();
  const { error, say } = useText();
  const status = useQuery('status', () => engine.call.status({}), []);
  if (status.state === 'loading') return null;
  if (status.state === 'failed') {
    return (
      <main>
        <Page title={say('app.name')}>
          <p role="alert">{error(status.error)}</p>
          <Actions>
            <Button onPress={status.retry}>{say('common.tryAgain')}</Button>
          </Actions>
        </Page>
      </main>
    );
  }
  return <Phases status={status.value} />;
}

function Phases({ status }: { readonly status: StatusView }) {
  const [phase, setPhase] = useState(status.phase);
  useEffect(() => setPhase(status.phase), [status]);
  const open = () => setPhase('open');
  return (
    <>
      <CalmBars />
      {phase === 'new' && <SetUp onDone={open} />}
      {phase === 'locked' && <Locked onOpen={open} />}
      {phase === 'open' && <OpenApp version={status.version} />}
    </>
  );
}
