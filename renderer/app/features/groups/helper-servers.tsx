import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ReachView } from '../../../../shared/ipc/views.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { InlineForm } from '../../ui/inline-form.tsx';
import { Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './groups.module.css';

interface HelperServersProps {
  readonly groupId: GroupId;
  readonly helpers: ReachView['helpers'];
}

/** The servers that help two computers to a direct connection: none, until somebody sets one. */
export function HelperServers({ groupId, helpers }: HelperServersProps) {
  const { engine } = useApp();
  const { say } = useText();
  return (
    <>
      <h4>{say('paths.helpers')}</h4>
      <Soft>{say('paths.helpers.text')}</Soft>
      {helpers.length === 0 ? (
        <Soft>{say('paths.helpers.none')}</Soft>
      ) : (
        <ul className={styles['servers']} aria-label={say('paths.helpers')}>
          {helpers.map(({ address, kind }) => (
            <li key={address} className={styles['server']}>
              <div>
                <p className={styles['address']} dir="ltr">
                  {address}
                </p>
                <p className={styles['hint']}>{say(`paths.helper.${kind}`)}</p>
              </div>
              <Button
                look="quiet"
                icon={X}
                name={say('paths.helper.remove.name', { address })}
                onPress={() => engine.call.removeHelper({ groupId, address })}
              >
                {say('paths.helper.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AddHelper groupId={groupId} />
    </>
  );
}

const EMPTY = { address: '', user: '', password: '' };

function AddHelper({ groupId }: { readonly groupId: GroupId }) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [given, setGiven] = useState(EMPTY);
  const [problem, setProblem] = useState<AppError | null>(null);
  const add = async () => {
    const answer = await engine.call.addHelper({ groupId, ...given });
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) setGiven(EMPTY);
  };
  const change = (part: keyof typeof EMPTY) => (value: string) => setGiven((before) => ({ ...before, [part]: value }));
  return (
    <InlineForm submit={say('paths.helper.add')} icon={Plus} onSubmit={add}>
      <TextField
        label={say('paths.helper.address')}
        hint={say('paths.helper.address.hint')}
        value={given.address}
        onChange={change('address')}
        problem={problem ? error(problem) : undefined}
        maxLength={200}
      />
      <TextField
        label={say('paths.helper.user')}
        value={given.user}
        onChange={change('user')}
        maxLength={128}
        isSecret
      />
      <TextField
        label={say('paths.helper.password')}
        value={given.password}
        onChange={change('password')}
        type="password"
        maxLength={256}
      />
    </InlineForm>
  );
}
