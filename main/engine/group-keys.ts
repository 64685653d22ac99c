/** Which groups the vault keeps keys for, how many more fit, and in which incarnation each is written (SPEC VT18, RP20). */
import type { GroupId } from '../../shared/brand.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { Random } from '../../shared/ports/random.ts';
import type { OpenGroup } from './group/open-group.ts';
import { noteRenewal } from './health/renewals.ts';
import type { KeyValues } from './store/key-values.ts';
import { renewedGroup } from './vault/incarnation.ts';
import type { KeptVault } from './vault/kept-vault.ts';
import type { GroupSecrets } from './vault/vault-secrets.ts';

/** Most groups of one person (HP1 §10). */
const MAX_GROUPS = 32;
/** Most groups whose keys the vault holds, past ones among them: it counts them in one byte. */
const MAX_KEPT_GROUPS = 255;

/** What it takes. */
export interface GroupKeysParts {
  readonly vault: KeptVault;
  readonly values: KeyValues;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

/** See the file's head. What writes throws `DiskError`, or what the vault's disk throws. */
export interface GroupKeys {
  /** Keeps a group's keys in the place of those before; durable when it returns. */
  keep(secrets: GroupSecrets): void;
  forget(groupId: GroupId): void;
  /** How many groups can be opened besides `openGroups`; below 1 for none. */
  room(openGroups: number): number;
  /**
   * Goes on in a new incarnation when somebody has entries of this device that
   * this store does not know: another copy of it was written with.
   */
  renewIfOvertaken(group: OpenGroup): void;
}

/** See {@link GroupKeys}. */
export function createGroupKeys({ vault, values, random, clock, log }: GroupKeysParts): GroupKeys {
  const others = (groupId: GroupId): readonly GroupSecrets[] =>
    vault.secrets.groups.filter((group) => group.groupId !== groupId);
  function keep(secrets: GroupSecrets): void {
    vault.save({ groups: [...others(secrets.groupId), secrets] });
  }
  return {
    keep,
    forget: (groupId) => vault.save({ groups: others(groupId) }),
    room: (openGroups) => Math.min(MAX_GROUPS - openGroups, MAX_KEPT_GROUPS - vault.secrets.groups.length),
    renewIfOvertaken(group) {
      if (!group.replica.isOvertaken()) return;
      const secrets = renewedGroup(group.secrets, random);
      keep(secrets);
      group.takeSecrets(secrets);
      noteRenewal(values, clock.now());
      log.event('incarnation', { because: 'Overtaken' });
    },
  };
}
