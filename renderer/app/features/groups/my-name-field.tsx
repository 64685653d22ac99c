import type { GroupId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import type { EngineLink } from '../../engine-client.ts';
import { useText } from '../../text/use-text.ts';
import { TextField } from '../../ui/text-field.tsx';
import { useQuery } from '../../use-query.ts';
import { groupWithName, type NameInGroup } from './name-reuse.ts';

interface MyNameFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The form was sent once: an empty name is now said to be one. */
  readonly wasTried: boolean;
}

/** The name to be known by in one group, with a word of care when another group knows it too. */
export function MyNameField({ value, onChange, wasTried }: MyNameFieldProps) {
  const { engine } = useApp();
  const { say, error } = useText();
  const known = useQuery('my names', () => listMyNames(engine), ['groupsChanged']);
  const other = known.state === 'ready' ? groupWithName(known.value, value) : null;
  return (
    <TextField
      label={say('make.myName')}
      hint={say('make.myName.hint')}
      value={value}
      onChange={onChange}
      problem={wasTried && value.trim() === '' ? error({ tag: 'NameEmpty' }) : undefined}
      maxLength={LIMITS.nameCharacters}
    >
      <span role="status">{other !== null && say('make.myName.reused', { group: other })}</span>
    </TextField>
  );
}

async function listMyNames(engine: EngineLink): Promise<Result<readonly NameInGroup[], AppError>> {
  const groups = await engine.call.listGroups({});
  if (!groups.ok) return groups;
  const names: NameInGroup[] = [];
  for (const { groupId } of groups.value) names.push(...(await nameIn(engine, groupId)));
  return ok(names);
}

/** Our name in a group; none when the group cannot be read, since this is only a hint. */
async function nameIn(engine: EngineLink, groupId: GroupId): Promise<readonly NameInGroup[]> {
  const view = await engine.call.viewGroup({ groupId });
  return view.ok ? [{ group: view.value.name, name: view.value.me.name }] : [];
}
