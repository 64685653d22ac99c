import { FileUp } from 'lucide-react';
import { useEffect } from 'react';
import { useText } from '../../text/use-text.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { useInbox } from '../shell/inbox.tsx';
import { ShowCarried } from './carry-by-file.tsx';
import { useCarry } from './use-carry.ts';

/** Where a file leads that was double-clicked or dragged here: it is taken in, and what it brought is said. */
export function OpenedFilePage() {
  const { say } = useText();
  const { file, clearFile } = useInbox();
  const { working, outcome, open, take } = useCarry();
  useEffect(() => {
    if (file === null) return;
    clearFile();
    void take(file);
  }, [file, clearFile, take]);
  const group = outcome && 'group' in outcome ? outcome.group : null;
  return (
    <Page title={say('carry.opened.title')} back={{ href: '/groups', place: say('place.groups') }}>
      {outcome === null && <p role="status">{say(working === 'opening' ? 'carry.opening' : 'carry.opened.nothing')}</p>}
      <ShowCarried outcome={outcome} />
      <Actions>
        {group && (
          <LinkButton look="main" href={`/group/${group.groupId}`}>
            {say('carry.opened.group', { group: group.name })}
          </LinkButton>
        )}
        <Button icon={FileUp} onPress={() => open(null)} isPending={working !== null}>
          {say('carry.opened.other')}
        </Button>
      </Actions>
    </Page>
  );
}
