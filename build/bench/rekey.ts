/**
 * A new key for 30 members with 60 devices: made by one, and verified by each
 * of the others, who re-computes every wrap; against the X-Wing operations
 * alone, 60 encapsulations and, to verify, one decapsulation.
 */
import type { EpochId } from '../../shared/brand.ts';
import { cryptoReady, decapsulate, encapsulate, KEM_ENCAPSULATION_SEED_BYTES } from '../../shared/crypto/crypto.ts';
import { createIdentity, groupIdOf } from '../../shared/group/identity.ts';
import { makeRekey, type Recipient, verifyRekey } from '../../shared/group/rekey.ts';
import { createSystemRandom } from './node-ports.ts';
import { type BenchRow, type Benchmark, comparedRow, timed } from './row.ts';

const MEMBERS = 30;
const DEVICES_EACH = 2;
const random = createSystemRandom();

export const rekey: Benchmark = {
  name: 'rekey',
  async run({ runs }): Promise<readonly BenchRow[]> {
    await cryptoReady;
    const groupId = groupIdOf(random.bytes(32));
    const identities = Array.from({ length: MEMBERS * DEVICES_EACH }, () => createIdentity(groupId, random));
    const recipients = identities.map(
      ({ deviceId, deviceKem }, i): Recipient => ({
        deviceId,
        memberId: identities[i - (i % DEVICES_EACH)]?.memberId ?? identities[0]!.memberId,
        dkPk: deviceKem.publicKey,
      }),
    );
    const supersedes = ['1'.repeat(64) as EpochId];
    const rows = { make: [] as number[], verify: [] as number[], encapsulate: [] as number[], bare: [] as number[] };
    for (let run = 0; run <= runs; run += 1) {
      const reader = identities[run % identities.length];
      const made = timed(() => makeRekey({ groupId, supersedes, recipients, random }));
      if (!reader || !made.value.ok) throw new Error('no rekey');
      const { block } = made.value.value;
      const own = { deviceId: reader.deviceId, dkSecretKey: reader.deviceKem.secretKey };
      const verified = timed(() => verifyRekey(groupId, block, recipients, own));
      if (!verified.value.ok) throw new Error(verified.value.error.tag);
      const seed = random.bytes(KEM_ENCAPSULATION_SEED_BYTES);
      const encapsulated = timed(() => recipients.map(({ dkPk }) => encapsulate(dkPk, seed)));
      const ciphertext = encapsulated.value[run % identities.length]?.ciphertext;
      if (!ciphertext) throw new Error('no ciphertext');
      const decapsulated = timed(() => decapsulate(own.dkSecretKey, ciphertext));
      if (run === 0) continue;
      rows.make.push(made.ms);
      rows.verify.push(verified.ms);
      rows.encapsulate.push(encapsulated.ms);
      rows.bare.push(encapsulated.ms + decapsulated.ms);
    }
    const devices = recipients.length;
    return [
      comparedRow(`rekey/make-${devices}`, 'ms', rows.make, rows.encapsulate, 'told beside bare X-Wing encapsulations'),
      comparedRow(
        `rekey/verify-${devices}`,
        'ms',
        rows.verify,
        rows.bare,
        'told beside bare X-Wing encapsulations and one decapsulation',
      ),
    ];
  },
};
