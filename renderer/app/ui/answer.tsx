import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import type { Query } from '../use-query.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';
import { Page } from './page.tsx';

interface AnswerProps<T> {
  readonly of: Query<T>;
  readonly children: (value: T) => ReactNode;
}

/** Shows what a question came to. A wait shows nothing: answers come from this computer, within a blink. */
export function Answer<T>({ of, children }: AnswerProps<T>) {
  const { say, error } = useText();
  switch (of.state) {
    case 'loading':
      return null;
    case 'ready':
      return children(of.value);
    case 'failed':
      return (
        <Note tone="careful" isLive>
          <p>{error(of.error)}</p>
          <Button onPress={of.retry}>{say('common.tryAgain')}</Button>
        </Note>
      );
  }
}

/** As {@link Answer}, for a question that a whole page hangs on: a failure gets a page of its own, with a way back. */
export function PageAnswer<T>({ of, children }: AnswerProps<T>) {
  const { say } = useText();
  if (of.state !== 'failed') return <Answer of={of}>{children}</Answer>;
  return (
    <Page title={say('missing.title')} back={{ href: '/groups', place: say('place.groups') }}>
      <Answer of={of}>{children}</Answer>
    </Page>
  );
}
