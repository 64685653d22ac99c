import { KeyRound } from 'lucide-react';
import { useText } from '../../text/use-text.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Actions, Section, Soft } from '../../ui/page.tsx';
import { KeychainSection } from './keychain-section.tsx';

/** The part of the settings about how Hearth is opened. */
export function PassphraseSections() {
  const { say } = useText();
  return (
    <>
      <Section title={say('pass.title')}>
        <Soft>{say('pass.text')}</Soft>
        <Actions>
          <LinkButton icon={KeyRound} href="/settings/passphrase">
            {say('pass.change')}
          </LinkButton>
        </Actions>
      </Section>
      <Section title={say('pass.words.title')}>
        <Soft>{say('pass.words.text')}</Soft>
      </Section>
      <KeychainSection />
    </>
  );
}
