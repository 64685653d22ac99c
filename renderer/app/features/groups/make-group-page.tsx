import { UsersRound } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import { LIMITS } from '../../../../shared/ipc/ui-engine.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { ModeView } from '../../../../shared/ipc/views.ts';
import { useApp, useSettings } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Page } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { MyNameField } from './my-name-field.tsx';
import styles from './groups.module.css';

const MODES = ['facilitated', 'equals'] as const;

/** A new group: its name, one's own name in it, how it decides, and what people promise each other. */
export function MakeGroupPage() {
  const { engine } = useApp();
  const settings = useSettings();
  const { say, error } = useText();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [myName, setMyName] = useState(settings.name);
  const [mode, setMode] = useState<ModeView>('facilitated');
  const [keeper, setKeeper] = useState(false);
  const [agreement, setAgreement] = useState(say('make.agreement.default'));
  const [isWorking, setWorking] = useState(false);
  const [wasTried, setTried] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);

  const make = async () => {
    setTried(true);
    if (name.trim() === '' || myName.trim() === '') return;
    setWorking(true);
    setProblem(null);
    const input = { name: name.trim(), myName: myName.trim(), agreement, mode };
    const answer = await engine.call.createGroup({ ...input, keeper: mode === 'equals' && keeper });
    setWorking(false);
    if (answer.ok) navigate(`/group/${answer.value.groupId}`);
    else setProblem(answer.error);
  };

  return (
    <Page title={say('make.title')} back={{ href: '/groups', place: say('place.groups') }} keepFocus>
      <Form
        className={styles['form'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label={say('make.name')}
          hint={say('make.name.hint')}
          value={name}
          onChange={setName}
          problem={wasTried && name.trim() === '' ? error({ tag: 'NameEmpty' }) : undefined}
          maxLength={LIMITS.nameCharacters}
          autoFocus
        />
        <MyNameField value={myName} onChange={setMyName} wasTried={wasTried} />
        <Choice
          label={say('make.mode')}
          value={mode}
          onChange={setMode}
          options={MODES.map((value) => ({
            value,
            words: say(`make.mode.${value}`),
            hint: say(`make.mode.${value}.hint`),
          }))}
        />
        {mode === 'equals' && (
          <div>
            <Check isSelected={keeper} onChange={setKeeper}>
              {say('keeper.found')}
            </Check>
            <p className={styles['hint']}>{say('keeper.found.hint')}</p>
          </div>
        )}
        <TextField
          label={say('make.agreement')}
          hint={say('make.agreement.hint')}
          value={agreement}
          onChange={setAgreement}
          rows={11}
          maxLength={LIMITS.agreementCharacters}
          isPage
        />
        {problem && (
          <Note tone="careful" isLive>
            {error(problem)}
          </Note>
        )}
        <Actions>
          <Button look="main" icon={UsersRound} type="submit" isPending={isWorking}>
            {isWorking ? say('make.working') : say('make.submit')}
          </Button>
        </Actions>
      </Form>
    </Page>
  );
}
