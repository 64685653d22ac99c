import { RefreshCw } from 'lucide-react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { JoinKeeperPlaceView, JoinView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { joinKeeperLines } from '../../text/join-keeper-words.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Section } from '../../ui/page.tsx';
import { KeeperTicket } from '../groups/keeper-place.tsx';
import groups from '../groups/groups.module.css';

const isLying = ({ keeper }: JoinView): boolean => keeper?.places.some((place) => place.keptUntil !== null) ?? false;

/** Whether the own request lies with some keeper, and no member is known to have it. */
export const liesWithKeeper = (join: JoinView): boolean => join.state === 'looking' && isLying(join);

/** Where the own request lies, keeper by keeper, and what each of them last said. */
export function WaitingKeeper({ join }: { readonly join: JoinView }) {
  const { engine } = useApp();
  const { say } = useText();
  const { keeper, groupId, state } = join;
  if (!keeper || keeper.places.length === 0) return null;
  return (
    <Section title={say('joinKeeper.title')}>
      {state === 'waiting-for-approval' && <p>{say('joinKeeper.approval')}</p>}
      <ul className={groups['servers']} aria-label={say('keeper.places')}>
        {keeper.places.map((place) => (
          <Place key={place.address} place={place} groupId={groupId} isCared={state !== 'looking' || isLying(join)} />
        ))}
      </ul>
      <Actions>
        <Button icon={RefreshCw} onPress={() => void engine.call.lookAtKeeper({ groupId })}>
          {say('keeper.look')}
        </Button>
      </Actions>
    </Section>
  );
}

interface PlaceProps {
  readonly place: JoinKeeperPlaceView;
  readonly groupId: GroupId;
  readonly isCared: boolean;
}

function Place({ place, groupId, isCared }: PlaceProps) {
  const { say, when, date } = useText();
  const { address, state, hasTicket } = place;
  return (
    <li className={groups['server']}>
      <div>
        <p className={groups['address']} dir="ltr">
          {address}
        </p>
        {joinKeeperLines(place, isCared, when, date).map(({ id, values }) => (
          <p key={id} className={groups['hint']}>
            {say(id, values)}
          </p>
        ))}
        {(state === 'refuses' || hasTicket) && <KeeperTicket place={place} groupId={groupId} />}
      </div>
    </li>
  );
}
