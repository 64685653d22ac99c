import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Page } from '../../ui/page.tsx';

/** One of the two edges where defects are caught (style rule 5): a page that broke says so in humane words. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return <BrokenPage onMend={() => this.setState({ isBroken: false })} />;
  }
}

function BrokenPage({ onMend }: { readonly onMend: () => void }) {
  const { say } = useText();
  const { main } = useApp();
  const [, navigate] = useLocation();
  const back = () => {
    navigate('/');
    onMend();
  };
  return (
    <main>
      <Page title={say('broken.title')}>
        <p>{say('broken.text')}</p>
        <Actions>
          <Button look="main" onPress={back}>
            {say('broken.back')}
          </Button>
          <Button onPress={() => main.ask.lock({ evenUnsaved: true })}>{say('broken.lock')}</Button>
        </Actions>
      </Page>
    </main>
  );
}
