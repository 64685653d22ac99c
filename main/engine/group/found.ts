/** Founding a group: keys into the vault, then genesis, names and agreement in one transaction. */
import { encodeEntry } from '../../../shared/chain/entry.ts';
import { createGenesis } from '../../../shared/group/admit.ts';
import type { Policy } from '../../../shared/group/policy.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { FreshBody } from '../../../shared/record/fresh-body.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { makeGenesisEntry } from '../../../shared/sync/replica.ts';
import { type GroupSecrets, groupSecretsOf } from '../vault/vault-secrets.ts';
import { type GroupPorts, type OpenGroup, replicaKeysOf } from './open-group.ts';
import { checkName, writeAgreement, writeGroupName, writeProfile } from './write.ts';

/** What a new group starts with. */
export interface FoundingInput {
  readonly name: string;
  readonly myName: string;
  readonly agreement: Agreement;
  readonly policy: Policy;
}

/** The agreement of a new group: words, or the body of another group's. */
export type Agreement = { readonly text: string } | { readonly body: FreshBody };

const isEmpty = (agreement: Agreement): boolean => 'text' in agreement && agreement.text.trim() === '';

/** What founding needs of the profile. */
export interface FoundingDoors {
  readonly ports: GroupPorts;
  readonly recoveryPublicKey: Uint8Array;
  /** Keeps keys; durable when it returns. */
  keepSecrets(secrets: GroupSecrets): void;
  /** Opens the group's replica on what is stored. */
  open(secrets: GroupSecrets): OpenGroup;
  transact<T>(work: () => T): T;
  /** Meeting places of new groups. */
  readonly servers: readonly string[];
}

/** Thrown to undo the transaction; carries the sentence out of it. */
class Refused extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.tag);
    this.error = error;
  }
}
const orThrow = (result: Result<unknown, AppError>): void => {
  if (!result.ok) throw new Refused(result.error);
};

/** Founds a group. Keys without a genesis, which a crash in between leaves, are passed over when the profile opens. */
export function foundGroup(doors: FoundingDoors, input: FoundingInput): Result<OpenGroup, AppError> {
  const name = checkName(input.name);
  if (!name.ok) return name;
  const myName = checkName(input.myName);
  if (!myName.ok) return myName;
  const { clock, random } = doors.ports;
  const { groupId, identity, op } = createGenesis({
    policy: input.policy,
    createdAt: clock.now(),
    recoveryPublicKey: doors.recoveryPublicKey,
    random,
  });
  const withRoot = groupSecretsOf(
    groupId,
    '' as GroupSecrets['genesisHash'],
    identity,
    op.capsule === null,
    clock.now(),
  );
  const genesis = makeGenesisEntry({ groupId, keys: replicaKeysOf(withRoot), clock, random }, op);
  const secrets: GroupSecrets = { ...withRoot, genesisHash: genesis.id };
  doors.keepSecrets(secrets);
  try {
    const group = doors.transact(() => {
      const opened = doors.open(secrets);
      const report = opened.replica.ingest([encodeEntry(genesis)]);
      if (report.accepted !== 1) throw new Error(`genesis was refused: ${report.rejected[0]?.tag}`);
      orThrow(writeProfile(opened, myName.value));
      orThrow(writeGroupName(opened, name.value));
      if (!isEmpty(input.agreement)) orThrow(writeAgreement(opened, input.agreement));
      opened.values.setServers(doors.servers);
      return opened;
    });
    return ok(group);
  } catch (refused) {
    if (refused instanceof Refused) return err(refused.error);
    throw refused;
  }
}
