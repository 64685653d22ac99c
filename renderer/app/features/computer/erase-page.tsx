import { useText } from '../../text/use-text.ts';
import { Page } from '../../ui/page.tsx';
import { Erase } from './erase.tsx';

/** Erasing everything, from the settings. */
export function ErasePage() {
  const { say } = useText();
  return (
    <Page title={say('erase.title')} back={{ href: '/settings', place: say('place.settings') }}>
      <Erase />
    </Page>
  );
}
