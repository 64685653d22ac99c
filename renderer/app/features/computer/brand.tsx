import { Flame, NotebookText } from 'lucide-react';
import { useLook } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';

/** The app's picture and name, or the neutral ones. */
export function Brand({ className }: { readonly className: string | undefined }) {
  const { look } = useLook();
  const { say } = useText();
  const Picture = look.isNeutral ? NotebookText : Flame;
  return (
    <div className={className}>
      <Picture aria-hidden size="1.25em" />
      {say('app.name')}
    </div>
  );
}
