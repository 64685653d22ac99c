import { useEffect, useState } from 'react';
import { Form } from 'react-aria-components';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import { MAX_PROXY_CHARACTERS, type ProxyView } from '../../../../shared/ipc/proxy.ts';
import type { Result } from '../../../../shared/result.ts';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings.module.css';

/** The proxy that everything goes through, or nowhere. */
export function ProxySection() {
  const { main } = useApp();
  const { say, error } = useText();
  const [proxy, setProxy] = useState<ProxyView | null>(null);
  const [draft, setDraft] = useState('');
  const [problem, setProblem] = useState<AppError | null>(null);
  const take = (answer: Result<ProxyView, AppError>): void => {
    setProblem(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setProxy(answer.value);
    setDraft(answer.value.address ?? '');
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the page opens
  useEffect(() => {
    void main.ask.getProxy({}).then(take);
  }, []);
  const save = async (address: string | null) => take(await main.ask.changeProxy({ address }));
  return (
    <Section title={say('proxy.title')}>
      <Soft>{say('proxy.text')}</Soft>
      <Form
        className={styles['field'] ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void save(draft.trim());
        }}
      >
        <TextField
          label={say('proxy.address')}
          hint={say('proxy.address.hint')}
          value={draft}
          onChange={setDraft}
          problem={problem ? error(problem) : undefined}
          maxLength={MAX_PROXY_CHARACTERS}
        />
        <Actions>
          <Button type="submit">{say('proxy.save')}</Button>
          {proxy !== null && proxy.state !== 'off' && (
            <Button look="quiet" onPress={() => save(null)}>
              {say('proxy.off')}
            </Button>
          )}
        </Actions>
      </Form>
      {proxy !== null && (
        <Note tone={proxy.state === 'silent' || proxy.state === 'unreadable' ? 'careful' : 'plain'} isLive>
          {say(`proxy.is.${proxy.state}`)}
        </Note>
      )}
    </Section>
  );
}
