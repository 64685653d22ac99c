/**
 * Signatures inside operations, beside that of the entry around them. They
 * depend on nothing but the operation itself, the group and an invite's key
 * (which the invite's id is bound to), so that a verdict is final and is kept.
 */
import type { GroupId, MemberId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { deviceIdOf, isUsableKemKey, memberIdOf, verifyDeviceCert } from './identity.ts';
import type { OpOf } from './op-types.ts';
import { capsuleHashOf, verifyRequest } from './request.ts';

// Memory of verdicts, keyed by the operation itself: the resolver runs after every new operation.
const verdicts = new WeakMap<object, { readonly about: string; readonly right: boolean }>();

function remember(op: object, about: string, check: () => boolean): boolean {
  const known = verdicts.get(op);
  if (known?.about === about) return known.right;
  const right = check();
  verdicts.set(op, { about, right });
  return right;
}

/** True when founder and device signed for each other. */
export const isGenesisProven = (groupId: GroupId, op: OpOf<'genesis'>): boolean =>
  remember(op, groupId, () => verifyDeviceCert(groupId, memberIdOf(groupId, op.mrPk), op.mrPk, op.cert));

/** True when the newcomer held the invite and the keys, and the capsule is the newcomer's. */
export const isAdmitProven = (groupId: GroupId, invitePk: Uint8Array, op: OpOf<'admit'>): boolean =>
  remember(
    op,
    groupId + op.request.inviteId,
    () =>
      (op.capsule === null || equalBytes(capsuleHashOf(op.capsule), op.request.capsuleHash)) &&
      verifyRequest(groupId, invitePk, op.request, op.proof),
  );

/** True when an own device certified the new one for `memberId`, and the new one signed too. */
export const isAddDeviceProven = (
  groupId: GroupId,
  memberId: MemberId,
  certifierPk: Uint8Array,
  op: OpOf<'addDevice'>,
): boolean =>
  remember(op, `${memberId}/${deviceIdOf(groupId, certifierPk)}`, () =>
    verifyDeviceCert(groupId, memberId, certifierPk, op.cert),
  );

/** True when the member root certified the new device, and the device signed too. */
export const isRecoverDeviceProven = (groupId: GroupId, op: OpOf<'recoverDevice'>): boolean =>
  remember(op, groupId, () => verifyDeviceCert(groupId, memberIdOf(groupId, op.mrPk), op.mrPk, op.cert));

/** True when later rekeys can wrap to the new key. */
export const isKeyUpdateProven = (op: OpOf<'deviceKeyUpdate'>): boolean =>
  remember(op, '', () => isUsableKemKey(op.dkPk));
