import { useState } from 'react';
import type { DeviceId } from '../../../../shared/brand.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Answer } from '../../ui/answer.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useQuery } from '../../use-query.ts';
import type { PersonDialogProps } from '../belonging/person-dialogs.tsx';

/** This person's computers in one group, of which another than this one can be removed. */
export function MyComputers({ groupId, onClose, onOutcome }: PersonDialogProps) {
  const { engine } = useApp();
  const { say, date } = useText();
  const [chosen, setChosen] = useState<DeviceId | null>(null);
  const devices = useQuery('own-devices', () => engine.call.listOwnDevices({ groupId }), []);
  const remove = async () => {
    if (chosen === null) return;
    onClose();
    const answer = await engine.call.removeOwnDevice({ groupId, deviceId: chosen });
    onOutcome(answer.ok ? { done: say('computers.mine.done') } : { problem: answer.error });
  };
  return (
    <Answer of={devices}>
      {(all) => (
        <Confirm
          isOpen
          title={say('computers.mine.title')}
          text={say('computers.mine.text')}
          confirm={say('computers.mine.remove')}
          keep={say('computers.mine.close')}
          isReady={chosen !== null}
          onConfirm={remove}
          onKeep={onClose}
        >
          {all
            .filter(({ isThis }) => isThis)
            .map(({ deviceId, addedAt }) => (
              <p key={deviceId}>{say('computers.mine.this', { date: date(addedAt) })}</p>
            ))}
          <Choice
            label={say('computers.mine.choose')}
            value={chosen}
            onChange={setChosen}
            options={all
              .filter(({ isThis }) => !isThis)
              .map(({ deviceId, addedAt }, index) => ({
                value: deviceId,
                words: say('computers.mine.other', { number: index + 1, date: date(addedAt) }),
              }))}
          />
        </Confirm>
      )}
    </Answer>
  );
}
