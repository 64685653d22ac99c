import { LifeBuoy, Lock, NotebookPen, Settings, UsersRound } from 'lucide-react';
import { Button as AriaButton, Link, RouterProvider } from 'react-aria-components';
import { useLocation } from 'wouter';
import { SettingsContext, useApp } from '../../app-parts.ts';
import { useText } from '../../text/use-text.ts';
import { useQuery } from '../../use-query.ts';
import { Brand } from '../computer/brand.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Routes } from './routes.tsx';
import styles from './shell.module.css';
import { useAppearance } from './use-appearance.ts';
import { InboxProvider } from './inbox.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** Everything, once Hearth is open: the three places, and the page. */
export function OpenApp({ version }: { readonly version: string }) {
  const { engine } = useApp();
  const [, navigate] = useLocation();
  const settings = useQuery('settings', () => engine.call.getSettings({}), ['settingsChanged']);
  useAppearance(settings.state === 'ready' ? settings.value : null);
  useShortcuts();
  if (settings.state !== 'ready') return null;
  return (
    <SettingsContext.Provider value={settings.value}>
      <RouterProvider navigate={navigate}>
        <InboxProvider>
          <Frame version={version} />
        </InboxProvider>
      </RouterProvider>
    </SettingsContext.Provider>
  );
}

function Frame({ version }: { readonly version: string }) {
  const { say } = useText();
  const skip = () => document.getElementById('page')?.focus();
  return (
    <div className={styles['frame']}>
      <AriaButton className={styles['skip'] ?? ''} onPress={skip}>
        {say('app.skip')}
      </AriaButton>
      <Places />
      <main id="page" tabIndex={-1} className={styles['main']}>
        <ErrorBoundary>
          <Routes version={version} />
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Places() {
  const app = useApp();
  const { say } = useText();
  const [at] = useLocation();
  const groups = useQuery('groups', () => app.engine.call.listGroups({}), ['groupsChanged']);
  const hasNew = groups.state === 'ready' && groups.value.some((group) => group.newCount + group.requestCount > 0);
  const place = placeOf(at);
  const current = (name: Place) => (place === name ? { 'aria-current': 'page' as const } : {});
  return (
    <header className={styles['side']}>
      <div className={styles['stay']}>
        <Brand className={styles['brand']} />
        <nav aria-label={say('app.places')} className={styles['places']}>
          <Link className={styles['place'] ?? ''} href="/" {...current('today')}>
            <NotebookPen aria-hidden size="1.2em" />
            {say('place.today')}
          </Link>
          <Link
            className={styles['place'] ?? ''}
            href="/groups"
            {...current('groups')}
            {...(hasNew ? { 'aria-label': say('place.groups.new') } : {})}
          >
            <UsersRound aria-hidden size="1.2em" />
            {say('place.groups')}
            {hasNew && <span aria-hidden className={styles['dot']} />}
          </Link>
          <Link className={styles['place'] ?? ''} href="/help" {...current('help')}>
            <LifeBuoy aria-hidden size="1.2em" />
            {say('place.help')}
          </Link>
        </nav>
        <nav aria-label={say('app.more')} className={styles['more']}>
          <Link className={styles['place'] ?? ''} href="/settings" {...current('settings')}>
            <Settings aria-hidden size="1.2em" />
            {say('place.settings')}
          </Link>
          <AriaButton className={styles['place'] ?? ''} onPress={() => void app.main.ask.lock({ evenUnsaved: false })}>
            <Lock aria-hidden size="1.2em" />
            {say('place.lock')}
          </AriaButton>
        </nav>
      </div>
    </header>
  );
}

type Place = 'today' | 'groups' | 'help' | 'settings';

/** The place a path belongs to. */
function placeOf(path: string): Place {
  if (['/file', '/group', '/invite', '/join', '/past'].some((start) => path.startsWith(start))) return 'groups';
  if (path.startsWith('/help')) return 'help';
  if (path.startsWith('/settings')) return 'settings';
  return 'today';
}
