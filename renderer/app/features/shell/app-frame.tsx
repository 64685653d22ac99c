import { useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { type AppParts, AppPartsContext } from '../../app-parts.ts';
import { en } from '../../text/en.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { PhaseGate } from './phase-gate.tsx';

/** The whole ui around one engine. Places are kept in memory only: no address of a page is written anywhere. */
export function App({ parts, locale }: { readonly parts: AppParts; readonly locale: string }) {
  const [place] = useState(() => memoryLocation({ path: '/' }));
  const messages = useMemo(() => ({ ...en }), []);
  return (
    <AppPartsContext.Provider value={parts}>
      <IntlProvider locale={locale} messages={messages}>
        <I18nProvider locale={locale}>
          <Router hook={place.hook}>
            <ErrorBoundary>
              <PhaseGate />
            </ErrorBoundary>
          </Router>
        </I18nProvider>
      </IntlProvider>
    </AppPartsContext.Provider>
  );
}
