import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './groups.module.css';

interface AddServerProps {
  readonly groupId: GroupId;
  /** Addresses the group has already. */
  readonly servers: readonly string[];
}

/** Gives a group one more meeting place. The engine says whether the address is one. */
export function AddServer({ groupId, servers }: AddServerProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<AppError | null>(null);
  const add = async () => {
    const wanted = address.trim();
    if (wanted === '') return setProblem({ tag: 'ServerAddressInvalid' });
    const answer = await engine.call.setServers({ groupId, servers: [...servers, wanted] });
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) setAddress('');
  };
  return (
    <Form
      className={styles['addServer'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField
        label={say('reach.server.add')}
        hint={say('reach.server.add.hint')}
        value={address}
        onChange={setAddress}
        problem={problem ? error(problem) : undefined}
        maxLength={200}
      />
      <Button type="submit" icon={Plus}>
        {say('reach.server.add.submit')}
      </Button>
    </Form>
  );
}
