import type { GroupId } from '../../../../shared/brand.ts';
import { useText } from '../../text/use-text.ts';
import { Section, Soft } from '../../ui/page.tsx';
import { RichText } from '../../ui/rich-text.tsx';
import { GroupFrame } from './group-frame.tsx';

/** What the people of the group promise each other. */
export function AgreementPage({ groupId }: { readonly groupId: GroupId }) {
  const { say } = useText();
  return (
    <GroupFrame groupId={groupId}>
      {({ agreement }) => (
        <Section title={say('agreement.title')}>
          {agreement.length === 0 ? <Soft>{say('agreement.empty')}</Soft> : <RichText blocks={agreement} />}
        </Section>
      )}
    </GroupFrame>
  );
}
