import { FileDown, FileUp } from 'lucide-react';
import type { GroupId } from '../../../../shared/brand.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Actions, Section } from '../../ui/page.tsx';
import { type CarryOutcome, useCarry } from './use-carry.ts';

/** Both ways of carrying entries by file, for a group that one is in. */
export function CarryByFile({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  const { working, outcome, save, open } = useCarry();
  return (
    <>
      <p>{say('carry.intro')}</p>
      <Actions>
        <Button icon={FileDown} onPress={() => save(groupId)} isPending={working !== null}>
          {working === 'saving' ? say('carry.saving') : say('carry.save')}
        </Button>
        <Button icon={FileUp} onPress={() => open(groupId)} isPending={working !== null}>
          {working === 'opening' ? say('carry.opening') : say('carry.open')}
        </Button>
      </Actions>
      <ShowCarried outcome={outcome} />
    </>
  );
}

/** The way in by file, for somebody who waits to be let in. */
export function CarriedToNewcomer() {
  const { say } = useText();
  const { working, outcome, open } = useCarry();
  return (
    <Section title={say('carry.waiting.title')}>
      <p>{say('carry.waiting.intro')}</p>
      <Actions>
        <Button icon={FileUp} onPress={() => open(null)} isPending={working !== null}>
          {working === 'opening' ? say('carry.opening') : say('carry.waiting.open')}
        </Button>
      </Actions>
      <ShowCarried outcome={outcome} />
    </Section>
  );
}

/** A file for one of this person's groups, whichever it is; `words` stand on the button. */
export function OpenGroupFile({ words }: { readonly words: string }) {
  const { say } = useText();
  const { working, outcome, open } = useCarry();
  return (
    <>
      <Actions>
        <Button icon={FileUp} onPress={() => open(null)} isPending={working !== null}>
          {working === 'opening' ? say('carry.opening') : words}
        </Button>
      </Actions>
      <ShowCarried outcome={outcome} />
    </>
  );
}

/** What came of a file. */
export function ShowCarried({ outcome }: { readonly outcome: CarryOutcome | null }) {
  const { say, error } = useText();
  return (
    <>
      {outcome && 'problem' in outcome && (
        <Note tone="careful" isLive>
          {error(outcome.problem)}
        </Note>
      )}
      <div role="status">
        {outcome && 'words' in outcome && outcome.words.map(({ id, values }) => <p key={id}>{say(id, values)}</p>)}
      </div>
    </>
  );
}
