import { useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { type Look, type LookView, nameOf } from '../../../../shared/ipc/look.ts';
import { type AppParts, AppPartsContext, LookContext } from '../../app-parts.ts';
import { en } from '../../text/en.ts';
import { withName } from '../../text/named.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { PhaseGate } from './phase-gate.tsx';

interface AppProps {
  readonly parts: AppParts;
  /** As it was when this start began. */
  readonly firstLook: LookView;
  readonly locale: string;
}

/** The whole ui around one engine. Places are kept in memory only: no address of a page is written anywhere. */
export function App({ parts, firstLook, locale }: AppProps) {
  const [place] = useState(() => memoryLocation({ path: '/' }));
  const [look, setLook] = useState(firstLook);
  const name = nameOf(look);
  const messages = useMemo(() => withName(en, name), [name]);
  useEffect(() => {
    // For screen readers; the window's own title is main's.
    document.title = name;
  }, [name]);
  const lookParts = useMemo(() => {
    const changeLook = async (next: Look) => {
      const answer = await parts.main.ask.changeLook(next);
      if (!answer.ok) return answer.error;
      setLook(answer.value);
      return null;
    };
    return { look, changeLook };
  }, [look, parts]);
  return (
    <AppPartsContext.Provider value={parts}>
      <LookContext.Provider value={lookParts}>
        <IntlProvider locale={locale} messages={messages}>
          <I18nProvider locale={locale}>
            <Router hook={place.hook}>
              <ErrorBoundary>
                <PhaseGate />
              </ErrorBoundary>
            </Router>
          </I18nProvider>
        </IntlProvider>
      </LookContext.Provider>
    </AppPartsContext.Provider>
  );
}
