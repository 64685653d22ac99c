import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { isIdText, type GroupId, type MemberId, type RecordId } from '../../../../shared/brand.ts';
import { useText } from '../../text/use-text.ts';
import { Page } from '../../ui/page.tsx';
import { BackupsPage } from '../backup/backups-page.tsx';
import { CircleCheckPage } from '../belonging/circle-check-page.tsx';
import { PastGroupPage } from '../belonging/past-group-page.tsx';
import { SafetyNumberPage } from '../belonging/safety-number-page.tsx';
import { StartAnewPage } from '../belonging/start-anew-page.tsx';
import { WhileInGroup } from '../belonging/while-in-group.tsx';
import { ErasePage } from '../computer/erase-page.tsx';
import { OpenedFilePage } from '../carry/opened-file-page.tsx';
import { AddComputerPage } from '../computers/add-computer-page.tsx';
import { ComputersPage } from '../computers/computers-page.tsx';
import { NewComputerPage } from '../computers/new-computer-page.tsx';
import { ReturnPage } from '../computers/return-page.tsx';
import { GroupPage } from '../groups/group-page.tsx';
import { AgreementPage } from '../groups/agreement-page.tsx';
import { GroupsPage } from '../groups/groups-page.tsx';
import { MakeGroupPage } from '../groups/make-group-page.tsx';
import { PeoplePage } from '../groups/people-page.tsx';
import { ReachPage } from '../groups/reach-page.tsx';
import { ForgottenPage, PassphrasePage } from '../computer/passphrase-page.tsx';
import { ComposePage } from '../entries/compose-page.tsx';
import { ThreadPage } from '../entries/thread-page.tsx';
import { HealthPage } from '../health/health-page.tsx';
import { HelpPage } from '../help/help-page.tsx';
import { InvitePage } from '../invites/invite-page.tsx';
import { JoinPage } from '../invites/join-page.tsx';
import { WaitingPage } from '../invites/waiting-page.tsx';
import { JournalPage } from '../journal/journal-page.tsx';
import { SharePage } from '../journal/share-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { TodayPage } from '../today/today-page.tsx';

type Params = Readonly<Record<string, string | undefined>>;

/** The pages by their paths. A path with something that is no id leads to the page that says so. */
export function Routes({ version }: { readonly version: string }) {
  return (
    <Switch>
      <Route path="/">
        <TodayPage />
      </Route>
      <Route path="/help">
        <HelpPage />
      </Route>
      <Route path="/settings">
        <SettingsPage version={version} />
      </Route>
      <Route path="/settings/erase">
        <ErasePage />
      </Route>
      <Route path="/settings/passphrase">
        <PassphrasePage />
      </Route>
      <Route path="/settings/forgotten">
        <ForgottenPage />
      </Route>
      <Route path="/settings/backups">
        <BackupsPage />
      </Route>
      <Route path="/settings/health">
        <HealthPage />
      </Route>
      <Route path="/settings/computers">
        <ComputersPage />
      </Route>
      <Route path="/settings/computers/add">
        <AddComputerPage />
      </Route>
      <Route path="/settings/computers/new">
        <NewComputerPage />
      </Route>
      <Route path="/settings/computers/words">
        <ReturnPage />
      </Route>
      <Route path="/groups">
        <GroupsPage />
      </Route>
      <Route path="/groups/new">
        <MakeGroupPage />
      </Route>
      <Route path="/file">
        <OpenedFilePage />
      </Route>
      <Route path="/invite">
        <JoinPage />
      </Route>
      <Route path="/journal/:record">
        {(p: Params) => withRecord(p, (id) => <JournalPage key={id} recordId={id} />)}
      </Route>
      <Route path="/journal/:record/share">
        {(p: Params) => withRecord(p, (id) => <SharePage key={id} recordId={id} />)}
      </Route>
      <Route path="/join/:group">{(p: Params) => withGroup(p, (id) => <WaitingPage key={id} groupId={id} />)}</Route>
      <Route path="/past/:group">{(p: Params) => withGroup(p, (id) => <PastGroupPage key={id} groupId={id} />)}</Route>
      <Route path="/group/:group">{(p: Params) => inGroup(p, (id) => <GroupPage key={id} groupId={id} />)}</Route>
      <Route path="/group/:group/write">
        {(p: Params) => inGroup(p, (id) => <ComposePage key={id} groupId={id} />)}
      </Route>
      <Route path="/group/:group/people">
        {(p: Params) => inGroup(p, (id) => <PeoplePage key={id} groupId={id} />)}
      </Route>
      <Route path="/group/:group/people/:member/number">
        {(p: Params) =>
          inGroup(p, (groupId) => withMember(p, (id) => <SafetyNumberPage key={id} groupId={groupId} memberId={id} />))
        }
      </Route>
      <Route path="/group/:group/circle">
        {(p: Params) => inGroup(p, (id) => <CircleCheckPage key={id} groupId={id} />)}
      </Route>
      <Route path="/group/:group/anew">
        {(p: Params) => inGroup(p, (id) => <StartAnewPage key={id} groupId={id} />)}
      </Route>
      <Route path="/group/:group/agreement">
        {(p: Params) => inGroup(p, (id) => <AgreementPage key={id} groupId={id} />)}
      </Route>
      <Route path="/group/:group/reach">{(p: Params) => inGroup(p, (id) => <ReachPage key={id} groupId={id} />)}</Route>
      <Route path="/group/:group/invite">
        {(p: Params) => inGroup(p, (id) => <InvitePage key={id} groupId={id} />)}
      </Route>
      <Route path="/group/:group/entry/:record">
        {(p: Params) =>
          inGroup(p, (groupId) => withRecord(p, (id) => <ThreadPage key={id} groupId={groupId} recordId={id} />))
        }
      </Route>
      <Route>
        <MissingPage />
      </Route>
    </Switch>
  );
}

const withGroup = (params: Params, show: (id: GroupId) => ReactNode) =>
  isIdText(params['group'] ?? '', 16) ? show(params['group'] as GroupId) : <MissingPage />;
/** As {@link withGroup}, for pages of a group that one is in. */
const inGroup = (params: Params, show: (id: GroupId) => ReactNode) =>
  withGroup(params, (id) => (
    <WhileInGroup key={id} groupId={id}>
      {show(id)}
    </WhileInGroup>
  ));
const withMember = (params: Params, show: (id: MemberId) => ReactNode) =>
  isIdText(params['member'] ?? '', 16) ? show(params['member'] as MemberId) : <MissingPage />;
const withRecord = (params: Params, show: (id: RecordId) => ReactNode) =>
  isIdText(params['record'] ?? '', 16) ? show(params['record'] as RecordId) : <MissingPage />;

function MissingPage() {
  const { say } = useText();
  return (
    <Page title={say('missing.title')} back={{ href: '/', place: say('place.today') }}>
      <p>{say('missing.text')}</p>
    </Page>
  );
}
