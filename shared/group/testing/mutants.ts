/**
 * The resolver with one rule broken, one after the other: each a small piece
 * of its source replaced. A suite of tests that lets one of them live does not
 * guard that rule.
 */
import type { Replacement } from './bundle.ts';

/** A resolver that breaks one rule. */
export interface Mutant extends Replacement {
  /** The rule of shared/SPEC.md. */
  readonly rule: string;
  /** What it does wrong, after "a resolver that …". */
  readonly does: string;
}

const mutant = (rule: string, does: string, file: string, find: string, put: string): Mutant => ({
  rule,
  does,
  file: `shared/group/${file}`,
  find,
  put,
});

/** Every mutant. Each `find` stands exactly once in its file. */
export const MUTANTS: readonly Mutant[] = [
  mutant(
    'GR3',
    'makes the founder a member',
    'standing.ts',
    "return this.#mode === 'equals' ? 'member' : 'facilitator';",
    "return 'member';",
  ),
  mutant(
    'GR4',
    'lets members invite whatever the policy says',
    'member-ops.ts',
    '|| !policyAt(node.past).membersInvite',
    '',
  ),
  mutant(
    'GR4',
    "lets members revoke others' invites",
    'member-ops.ts',
    'isBefore(node, revoke) && standing.authorOf(node) === standing.authorOf(revoke)',
    'isBefore(node, revoke)',
  ),
  mutant(
    'GR5',
    'counts no uses among concurrent admissions',
    'invite-rules.ts',
    'members.size >= maxUsesOf(next)',
    'members.size < 0',
  ),
  mutant(
    'GR5',
    'admits by an invite that is revoked beside it',
    'invite-rules.ts',
    '[...(invite?.revokes ?? []), ...(invite?.facilitatorEnds ?? [])]',
    '[...(invite?.facilitatorEnds ?? [])]',
  ),
  mutant(
    'GR5',
    'admits by an invite that a removed facilitator knew',
    'invite-rules.ts',
    '[...(invite?.revokes ?? []), ...(invite?.facilitatorEnds ?? [])]',
    '[...(invite?.revokes ?? [])]',
  ),
  mutant('GR6', 'takes any proof of an admission', 'resolve.ts', '!isAdmitProven(groupId, invitePk, op)', 'false'),
  mutant(
    'GR6',
    'admits after the invite has expired',
    'invite-rules.ts',
    'node.logOp.ts >= invite.op.expiresAt',
    'false',
  ),
  mutant(
    'GR6',
    'admits with more authority than the invite gives',
    'invite-rules.ts',
    'isLesser(invite.op.role, op.role)',
    'false',
  ),
  mutant(
    'GR7',
    'gives the rank of the latest of concurrent promotions',
    'standing.ts',
    'most === null || node.index < most.index',
    'most === null || node.index > most.index',
  ),
  mutant(
    'GR8',
    'lets juniors end seniors',
    'tenures.ts',
    "return isMoreSenior(op.memberId, tenure, node) ? 'TargetMoreSenior' : null;",
    'return null;',
  ),
  mutant(
    'GR9',
    'lets a facilitator act beside the own end',
    'tenures.ts',
    "if (cuts.some((cut) => isConcurrent(cut, node))) return 'CutConcurrent';",
    '',
  ),
  mutant(
    'GR9',
    'lets a member act beside the own end',
    'member-ops.ts',
    "standing.endsOf(author, 'all').some((end) => isConcurrent(end, node))",
    'false',
  ),
  mutant(
    'GR9',
    'lets a leave beside a removal undo what its author did',
    'own-ops.ts',
    '(endsBeside(node).some((end) => !isLeave(end)) ||',
    '(false ||',
  ),
  mutant(
    'GR10',
    'lets an admission win over a removal beside it',
    'standing.ts',
    'ends.every((end) => isBefore(end, arrival)),',
    'ends.every((end) => !isBefore(arrival, end)),',
  ),
  mutant(
    'GR10',
    'takes the greatest of concurrent roles',
    'standing.ts',
    'least === null || isLesser(role, least)',
    'least === null || isLesser(least, role)',
  ),
  mutant(
    'GR10',
    'takes the narrowest of concurrent frontiers',
    'frontiers.ts',
    'row.seq > known.seq',
    'row.seq < known.seq',
  ),
  mutant(
    'GR11',
    'lets equals endorse their own removal',
    'equals.ts',
    "if (op.memberId === standing.authorOf(node)) return 'TargetSelf';",
    '',
  ),
  mutant(
    'GR13',
    'goes by the order of arrival',
    'log-graph.ts',
    'depthOf(a) - depthOf(b) || (a.id < b.id ? -1 : 1)',
    'depthOf(a) - depthOf(b)',
  ),
  mutant(
    'GR14',
    'lets a device add one for somebody else',
    'device-claims.ts',
    'claimants.find((one) => isAddDeviceProven(groupId, one.memberId, certifier, op))',
    'claimants[0]',
  ),
  mutant(
    'GR15',
    'lets a member have four devices',
    'device-standing.ts',
    'MAX_DEVICES_OF_MEMBER = 3',
    'MAX_DEVICES_OF_MEMBER = 4',
  ),
  mutant(
    'GR16',
    'lets a device act beside its removal',
    'device-standing.ts',
    'this.removalsOf(node.logOp.deviceId).filter((removal) => isConcurrent(removal, node))',
    '[]',
  ),
  mutant(
    'GR17',
    'lets a removed device come back by its own certificate',
    'own-ops.ts',
    "return devices.memberOf(deviceId, node.past) === null ? null : 'NothingToDo';",
    'return null;',
  ),
  mutant(
    'GR17',
    'keeps the other devices beside a recovery that ends them',
    'device-standing.ts',
    "op.type === 'recoverDevice' && op.removeAllOther && owner",
    'false && owner',
  ),
  mutant('GR18', 'takes a key that nobody can use', 'resolve.ts', '!isKeyUpdateProven(op)', 'false'),
  mutant('GR19', 'takes any policy', 'resolve.ts', '!arePolicyChanges(op.changes)', 'false'),
  mutant(
    'GR19',
    'takes the laxer of concurrent policies',
    'policy-rules.ts',
    '(STRICTER[field] ?? Math.min)(a, b)',
    '(STRICTER[field] ?? Math.max)(a, b)',
  ),
  mutant(
    'GR20',
    'widens a frontier by what nobody had ended yet',
    'frontiers.ts',
    'ends.some((end) => isBefore(end, node))',
    'true',
  ),
  mutant(
    'GR21',
    'removes by two voices of one person',
    'endorsements.ts',
    'authorOf(other) !== author && areOfOneStay(one, other)',
    'other !== one && areOfOneStay(one, other)',
  ),
  mutant(
    'GR23',
    'believes anybody about a rekey',
    'member-ops.ts',
    'recipients.has(node.logOp.deviceId) && recipients.has(op.victim)',
    'recipients.has(op.victim)',
  ),
  mutant(
    'GR24',
    'takes rows for devices of others',
    'frontiers.ts',
    'rows.filter((row) => own.has(row.deviceId))',
    'rows',
  ),
  mutant('GR26', 'lets equals change more than keepers', 'voices.ts', ' || more.length > 0', ''),
  mutant(
    'GR26',
    'takes any number for a voice',
    'voices.ts',
    'change.value === 0 || change.value === 1 ? change.value : null',
    'change.value === 0 ? 0 : 1',
  ),
  mutant(
    'GR26',
    'lets equals speak when they are gone',
    'member-ops.ts',
    'if (unauthorised) return unauthorised;\n    const { op } = node.logOp;',
    "const { op } = node.logOp;\n    if (unauthorised && op.type !== 'policyChange') return unauthorised;",
  ),
  mutant('GR27', 'turns keepers on by one person who speaks twice', 'voices.ts', 'one.by === later.by || ', ''),
  mutant(
    'GR27',
    'counts who had not seen a word against',
    'voices.ts',
    'refusals.every((refusal) => isBefore(refusal, node))',
    'refusals.every((refusal) => !isBefore(node, refusal))',
  ),
  mutant(
    'GR27',
    'keeps what the genesis says whoever speaks against it',
    'voices.ts',
    '(keeperAllowed(genesis) && !wasRefused)',
    'keeperAllowed(genesis)',
  ),
  mutant(
    'GR27',
    'adds up a voice with one of who was known to be gone',
    'voices.ts',
    '!ends.some((end) => isBefore(one.node, end))',
    'true',
  ),
  mutant(
    'GR27',
    'lets a voice stand when its author is gone',
    'voices.ts',
    "!hasEndedSince(standing, by, node) && standing.isOn(by, 'all')",
    'true',
  ),
  mutant(
    'EP4',
    'lets an epoch go to the wrong devices',
    'epoch-rules.ts',
    "if (missing.length + extra.length > 0) return 'RecipientsWrong';",
    '',
  ),
  mutant(
    'EP4',
    'lets an epoch supersede what it had not seen',
    'epoch-rules.ts',
    'other !== undefined && inPast(node.past, other.index)',
    'other !== undefined',
  ),
  mutant(
    'EP5',
    'forgets to whom a key was granted',
    'epoch-rules.ts',
    'if (!holders.has(from) || holders.has(to)) continue;',
    'continue;',
  ),
  mutant(
    'EP5',
    'seals to who is gone',
    'select.ts',
    '[...epoch.holders].every((holder) => active.has(holder))',
    'true',
  ),
];
