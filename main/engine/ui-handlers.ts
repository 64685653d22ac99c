/** Answers to every request of the ui. All work is done elsewhere; here it is found, guarded and shown. */
import { type Invite, readInvite } from '../../shared/group/invite.ts';
import { DEFAULT_POLICY, KEEPER_FIELD } from '../../shared/group/policy.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import type { uiRequests } from '../../shared/ipc/ui-engine.ts';
import type { Saved, SettingsView } from '../../shared/ipc/views.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { saveBundle } from './group/carry.ts';
import { viewEntry, viewGroup, viewRow, viewThread, viewTimeline } from './group/group-view.ts';
import { viewGroupSpread } from './group/group-spread.ts';
import { viewJoin } from './group/joins.ts';
import { approveRequest, listRequests, refuseRequest } from './group/requests.ts';
import { setReaction, shareDraft } from './group/write.ts';
import { type BackupDoors, createBackupHandlers } from './backup-handlers.ts';
import { type HealthDoors, viewHealth } from './health/health.ts';
import { createKeeperHandlers } from './keeper-handlers.ts';
import { createMembershipHandlers } from './membership-handlers.ts';
import type { OpeningActs } from './opening-acts.ts';
import { createPaidHandlers } from './paid-handlers.ts';
import { createPathHandlers } from './path-handlers.ts';
import { createPairingHandlers } from './pairing-handlers.ts';
import { createReturningHandlers } from './returning-handlers.ts';
import type { Profile } from './profile.ts';
import { type Answer, createGuards } from './request-guards.ts';
import { checkServerAddresses } from './server-address.ts';
import { changeSettings, readSettings } from './settings.ts';
import { guard, guardAsync } from './store/disk-error.ts';
import type { UiEvents } from './ui-events.ts';
import type { Stretch } from './vault/vault-slots.ts';

/** What the handlers ask of the engine. */
export interface HandlerDoors extends HealthDoors {
  readonly version: string;
  readonly clock: Clock;
  readonly events: UiEvents;
  phase(): 'new' | 'locked' | 'open';
  /** Argon2id, for the circle check. */
  readonly stretch: Stretch;
  /** The open profile, or null while locked. */
  profile(): Profile | null;
  /** `words`: recovery words from before, or null for new ones. */
  setUp(
    name: string,
    passphrase: string,
    words: readonly string[] | null,
  ): Promise<Result<{ readonly recoveryWords: readonly string[] }, AppError>>;
  readonly opening: OpeningActs;
  readonly backup: BackupDoors;
  /** The ui reads the settings, or changed them: main learns those that are its own. */
  onSettings(settings: SettingsView): void;
}

/** One function for each request. */
export function createUiHandlers(doors: HandlerDoors): Handlers<typeof uiRequests> {
  const { clock, events } = doors;

  const guards = createGuards(doors.profile);
  const { withProfile, withGroup } = guards;
  /** The answer to a write that has no better one: it is committed now. */
  const saved = (written: Answer<null>): Answer<Saved> => (written.ok ? ok({ savedAt: clock.now() }) : written);

  /** What is gone here must not live on in backups that were made by themselves. */
  const losing = <T>(answer: Answer<T>): Answer<T> => {
    if (answer.ok) doors.backup.backups()?.noteLoss();
    return answer;
  };
  const membership = createMembershipHandlers(guards, doors.stretch);

  const read = (invite: string | Uint8Array): Answer<Invite> => readInvite(invite, clock.now());

  return {
    status: () => ok({ phase: doors.phase(), version: doors.version }),
    setUp: ({ name, passphrase, words }) => guardAsync(() => doors.setUp(name, passphrase, words ?? null)),
    unlock: ({ passphrase }) => guardAsync(() => doors.opening.unlock(passphrase)),
    checkRecoveryWords: ({ words }) => guard(() => doors.opening.checkWords(words)),
    recover: async ({ words, passphrase }) => losing(await guardAsync(() => doors.opening.recover(words, passphrase))),
    changePassphrase: async ({ current, passphrase }) =>
      losing(await guardAsync(() => doors.opening.changePassphrase(current, passphrase))),
    viewOpening: () => doors.opening.viewOpening(),
    bindKeychain: async ({ passphrase, use }) =>
      losing(await guardAsync(() => doors.opening.bindKeychain(passphrase, use))),

    getSettings: () =>
      withProfile(({ store }) => {
        const settings = readSettings(store.values);
        doors.onSettings(settings);
        return ok(settings);
      }),
    changeSettings: (changes) =>
      withProfile(({ store }) => {
        const settings = changeSettings(store.values, changes);
        if (settings.ok) {
          events.settings();
          doors.onSettings(settings.value);
        }
        return settings;
      }),

    listJournal: ({ before, limit }) => withProfile(({ journal }) => ok(journal.list(before, limit))),
    createJournal: () => withProfile(({ journal }) => ok(journal.create())),
    openJournal: ({ recordId }) => withProfile(({ journal }) => journal.open(recordId)),
    updateJournal: ({ recordId, update }) => withProfile(({ journal }) => journal.update(recordId, update)),
    deleteJournal: ({ recordId }) => losing(withProfile(({ journal }) => journal.delete(recordId))),

    listGroups: () => withProfile((profile) => ok(profile.groups().map(viewRow))),
    createGroup: (input) =>
      withProfile((profile) => {
        const { name, myName, agreement, mode, keeper } = input;
        const policy = { ...DEFAULT_POLICY, mode, later: keeper ? ([[KEEPER_FIELD, 1]] as const) : [] };
        const founded = profile.found({ name, myName, agreement: { text: agreement }, policy });
        return founded.ok ? ok({ groupId: founded.value.groupId }) : founded;
      }),
    viewGroup: ({ groupId }) =>
      withGroup(groupId, (group, { links, isThere }) => {
        const view = viewGroup(group, { reach: links.reach(groupId), isThere });
        return view ? ok(view) : err({ tag: 'GroupUnknown' });
      }),
    listTimeline: ({ groupId, before, limit }) => withGroup(groupId, (group) => ok(viewTimeline(group, before, limit))),
    viewGroupSpread: ({ groupId }) =>
      withGroup(groupId, (group) => {
        const spread = viewGroupSpread(group);
        return spread ? ok(spread) : err({ tag: 'GroupUnknown' });
      }),
    viewThread: ({ groupId, recordId }) => withGroup(groupId, (group) => ok(viewThread(group, recordId))),
    markSeen: ({ groupId }) =>
      withGroup(groupId, (group) => {
        group.values.setSeenAt(clock.now());
        events.groups();
        return ok(null);
      }),

    openDraft: ({ groupId, parent, fromJournal }) =>
      withGroup(groupId, (group, { journal }) => {
        if (parent !== null && !group.store.record(parent)) return err({ tag: 'RecordUnknown' });
        const source = fromJournal === null ? ok(null) : journal.stateOf(fromJournal);
        return source.ok ? ok(group.drafts.open(parent, source.value)) : source;
      }),
    updateDraft: ({ groupId, recordId, update }) =>
      withGroup(groupId, (group) => group.drafts.update(recordId, update)),
    discardDraft: ({ groupId, recordId }) => losing(withGroup(groupId, (group) => group.drafts.discard(recordId))),
    shareDraft: ({ groupId, recordId }) =>
      withGroup(groupId, (group) => {
        const shared = shareDraft(group, recordId);
        if (!shared.ok) return shared;
        const entry = viewEntry(group, recordId);
        return entry ? ok(entry) : err({ tag: 'RecordUnknown' });
      }),
    editEntry: ({ groupId, recordId }) => withGroup(groupId, (group) => group.drafts.edit(recordId)),
    setReaction: ({ groupId, target, reaction }) =>
      withGroup(groupId, (group) => saved(setReaction(group, target, reaction))),

    readInvite: ({ invite }) =>
      withProfile((profile) => {
        const found = read(invite);
        if (!found.ok) return found;
        if (profile.group(found.value.groupId).ok) return err({ tag: 'InviteOwnGroup' });
        const { expiresAt, servers, keeper } = found.value;
        return ok({ expiresAt, servers, keeper });
      }),
    acceptInvite: ({ invite, myName, note }) =>
      withProfile((profile) => {
        const found = read(invite);
        if (!found.ok) return found;
        const servers = checkServerAddresses(found.value.servers);
        if (!servers.ok) return servers;
        const asked = profile.askToJoin({ ...found.value, servers: servers.value }, myName, note);
        return asked.ok ? ok({ groupId: asked.value.groupId }) : asked;
      }),
    listJoins: () =>
      withProfile(({ links, joins }) =>
        ok(joins().map((join) => viewJoin(join, links.reach(join.groupId), links.joinKeeper(join.groupId)))),
      ),
    withdrawJoin: ({ groupId }) => withProfile((profile) => profile.withdraw(groupId)),
    listRequests: ({ groupId }) => withGroup(groupId, (group) => ok(listRequests(group))),
    approveRequest: ({ groupId, requestId }) => withGroup(groupId, (group) => approveRequest(group, requestId)),
    refuseRequest: ({ groupId, requestId }) => withGroup(groupId, (group) => refuseRequest(group, requestId)),

    ...membership,
    ...createKeeperHandlers(guards, events),
    forgetGroup: async (input) => losing(await membership.forgetGroup(input)),
    ...createPairingHandlers(guards),
    ...createReturningHandlers(guards),
    viewHealth: () => withProfile((profile) => ok(viewHealth(profile, doors))),
    checkStore: () =>
      withProfile(({ store }) => {
        const soundAt = clock.now();
        return store.soundness.check(soundAt) ? ok({ soundAt }) : err({ tag: 'StoreDamaged' });
      }),
    ...createBackupHandlers(doors.backup),
    ...createPathHandlers(guards, events.group),
    ...createPaidHandlers(guards),
    saveBundle: ({ groupId }) =>
      withGroup(groupId, (group) => {
        const saved = saveBundle(group);
        if (saved.ok) events.group(groupId);
        return saved;
      }),
    takeBundle: ({ file }) =>
      guardAsync(async () => (await doors.profile()?.takeBundle(file)) ?? err({ tag: 'NotUnlocked' })),

    setServers: ({ groupId, servers }) =>
      withProfile((profile) => {
        const group = profile.group(groupId);
        if (!group.ok) return group;
        const checked = checkServerAddresses(servers);
        if (!checked.ok) return checked;
        group.value.values.setServers(checked.value);
        profile.links.refresh(groupId);
        profile.words.lookAgain();
        events.group(groupId);
        return ok(null);
      }),
  };
}
