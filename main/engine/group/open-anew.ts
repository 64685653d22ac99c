/** A group under new keys: asked for anew, or brought by another own computer (SPEC EG27, PA7). */
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Places } from '../places.ts';
import type { SqlcipherStore } from '../store/sqlcipher-store.ts';
import { type GroupSecrets, ownDevice } from '../vault/vault-secrets.ts';
import { writeLeave } from './membership-acts.ts';
import type { OpenGroup } from './open-group.ts';
import { ownSelves } from './own-words.ts';

/** What it takes. */
export interface AnewDoors {
  readonly places: Pick<Places, 'past' | 'forget'>;
  readonly store: Pick<SqlcipherStore, 'transact'>;
  readonly clock: Clock;
  /** Keeps keys; durable when it returns. */
  keepSecrets(secrets: GroupSecrets): void;
  /** Opens the group's replica on what is stored. */
  open(secrets: GroupSecrets): OpenGroup;
}

/**
 * Opens the group and notes what `prepare` does, in one transaction. What this
 * person wrote there under earlier keys stays theirs to export.
 */
export function openAnew(doors: AnewDoors, secrets: GroupSecrets, prepare: (group: OpenGroup) => void): OpenGroup {
  const before = doors.places.past.get(secrets.groupId);
  if (before) {
    // First, so that no power cut leaves own words without their author.
    before.values.setEarlierSelves(ownSelves(before));
    // A leave that was not written yet goes with the log of who comes anew; the same member just stays.
    if (before.isMember() && before.memberId !== ownDevice(secrets).memberId) writeLeave(before);
    before.values.setLeavingUntil(null);
    doors.places.forget(secrets.groupId);
  }
  doors.keepSecrets(secrets);
  const group = doors.open(secrets);
  doors.store.transact(() => {
    prepare(group);
    group.values.setSeenAt(doors.clock.now());
  });
  return group;
}
