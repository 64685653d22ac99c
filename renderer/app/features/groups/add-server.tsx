import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { Result } from '../../../../shared/result.ts';
import { useText } from '../../text/use-text.ts';
import { InlineForm } from '../../ui/inline-form.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface AddServerProps {
  /** Addresses that are there already. */
  readonly servers: readonly string[];
  /** Takes the addresses with the new one; the engine says whether it is one. */
  readonly save: (servers: string[]) => Promise<Result<null, AppError>>;
}

/** Gives a group, or one's request to join one, one more meeting place. */
export function AddServer({ servers, save }: AddServerProps) {
  const { say, error } = useText();
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<AppError | null>(null);
  const add = async () => {
    const wanted = address.trim();
    if (wanted === '') return setProblem({ tag: 'ServerAddressInvalid' });
    const answer = await save([...servers, wanted]);
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) setAddress('');
  };
  return (
    <InlineForm submit={say('reach.server.add.submit')} icon={Plus} onSubmit={add}>
      <TextField
        label={say('reach.server.add')}
        hint={say('reach.server.add.hint')}
        value={address}
        onChange={setAddress}
        problem={problem ? error(problem) : undefined}
        maxLength={200}
      />
    </InlineForm>
  );
}
