import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { InvitePreview } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Page } from '../../ui/page.tsx';
import { type RawInvite, useInbox } from '../shell/inbox.tsx';
import { AskToJoin } from './ask-to-join.tsx';
import { FindInvite } from './find-invite.tsx';

interface Looked {
  readonly raw: RawInvite;
  readonly preview: InvitePreview;
}

/** The door for somebody with an invite: look at it first, contacting nobody; then ask to join. */
export function JoinPage() {
  const { engine } = useApp();
  const { say } = useText();
  const { invite: arrived, clearInvite } = useInbox();
  const [looked, setLooked] = useState<Looked | null>(null);
  const [problem, setProblem] = useState<AppError | null>(null);

  const look = useCallback(
    async (raw: RawInvite) => {
      const answer = await engine.call.readInvite({ invite: raw });
      setProblem(answer.ok ? null : answer.error);
      setLooked(answer.ok ? { raw, preview: answer.value } : null);
    },
    [engine],
  );
  useEffect(() => {
    if (arrived === null) return;
    clearInvite();
    void look(arrived);
  }, [arrived, clearInvite, look]);

  return (
    <Page title={say('join.title')} back={{ href: '/groups', place: say('place.groups') }}>
      {looked === null ? (
        <FindInvite problem={problem} onFound={look} onProblem={setProblem} />
      ) : (
        <AskToJoin invite={looked.raw} preview={looked.preview} onOther={() => setLooked(null)} />
      )}
    </Page>
  );
}
