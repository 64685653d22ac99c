/** A pairing as the ui shows it. */
import type { GroupId } from '../../../shared/brand.ts';
import { encodePairCode } from '../../../shared/group/pair-code.ts';
import type { PairedGroupView, PairingView, PairMeetingView } from '../../../shared/ipc/pairing-requests.ts';
import { groupNameOf } from '../group/group-name.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { modulesOf } from '../group/qr-modules.ts';
import type { PairRoom } from './pair-room.ts';
import type { PairingOutcome, PairingRun } from './pairing-run.ts';

function viewGroups(outcome: PairingOutcome, groups: readonly OpenGroup[]): readonly PairedGroupView[] {
  const byId = new Map<GroupId, OpenGroup>(groups.map((group) => [group.groupId, group]));
  return outcome.map(({ groupId, state }) => {
    const group = byId.get(groupId);
    return {
      groupId,
      name: group ? groupNameOf(group) : '',
      state: state === 'added' ? (group ? 'in' : 'waiting') : state,
      hasMeetingPlace: (group?.values.servers().length ?? 0) > 0,
    };
  });
}

function viewMeeting(run: PairingRun, room: PairRoom | null): PairMeetingView | null {
  if (!run.code) return null;
  const { secret, server } = run.code;
  const code = run.side === 'new' ? encodePairCode(secret, server) : null;
  return {
    server,
    state: room?.state() ?? 'connecting',
    words: code?.words ?? [],
    qr: code ? modulesOf(code.qrText) : [],
  };
}

/** `groups`: those that this person belongs to, as far as they are here. */
export function viewRun(run: PairingRun | null, room: PairRoom | null, groups: readonly OpenGroup[]): PairingView {
  if (!run) return { side: 'none' };
  return {
    side: run.side,
    way: run.code ? 'code' : 'file',
    step: run.step,
    words: 'words' in run ? run.words : [],
    groups: run.step === 'done' ? viewGroups(run.outcome, groups) : [],
    meeting: viewMeeting(run, room),
  };
}
