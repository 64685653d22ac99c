import { useText } from '../../text/use-text.ts';
import { Page } from '../../ui/page.tsx';
import { HelpWords } from './help-words.tsx';

/** The third place. */
export function HelpPage() {
  const { say } = useText();
  return (
    <Page title={say('help.title')}>
      <HelpWords />
    </Page>
  );
}
