/**
 * On which networks the line is paid by the megabyte, as the person said (SPEC
 * MT5). Main tells which networks this computer is on; what is kept of one, in
 * the encrypted store, is a hash of what names it. Nothing is asked of anybody.
 */
import { hex } from '@scure/base';
import { utf8, utf8ToText } from '../../../shared/bytes.ts';
import { hash } from '../../../shared/crypto/crypto.ts';
import type { LanNetwork } from '../../../shared/ipc/lan-links.ts';
import type { PaidNetworkView } from '../../../shared/ipc/paid-requests.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { KeyValues } from '../store/key-values.ts';

const KEY = 'paid-networks';
/** Most networks that are remembered; the one that was named longest ago goes first. */
const MAX_REMEMBERED = 64;
/** Bytes of a hash that tell two networks of one person apart. */
const MARK_BYTES = 16;

const markOf = ({ id }: LanNetwork): string => hex.encode(hash('paid-network', utf8(id)).subarray(0, MARK_BYTES));

/** See the file's head. */
export interface PaidNetworks {
  /** This computer is on these networks from now on. */
  networksAre(networks: readonly LanNetwork[]): void;
  view(): readonly PaidNetworkView[];
  /** Says of one of the networks of now whether it is paid by the megabyte; on the disk when it returns. */
  set(id: string, isPaid: boolean): Result<null, { readonly tag: 'NetworkGone' }>;
  /**
   * True while this computer is on a network that is: nobody but the system knows which one it uses. On none at all it
   * is as it was.
   */
  isPaid(): boolean;
}

/** Over the store's values; `onChange` when the list is another one, or the line. */
export function createPaidNetworks(
  values: Pick<KeyValues, 'get' | 'put'>,
  networksAtFirst: readonly LanNetwork[],
  onChange: () => void,
): PaidNetworks {
  let networks = networksAtFirst;
  let marks =
    utf8ToText(values.get(KEY) ?? new Uint8Array(0))
      ?.split(' ')
      .filter(Boolean) ?? [];
  const isMarked = (network: LanNetwork): boolean => marks.includes(markOf(network));
  let wasPaid = networks.some(isMarked);
  const change = (): void => {
    if (networks.length > 0) wasPaid = networks.some(isMarked);
    onChange();
  };
  return {
    networksAre(next) {
      networks = next;
      change();
    },
    view: () => networks.map((network) => ({ ...network, isPaid: isMarked(network) })),
    set(id, isPaid) {
      const network = networks.find((one) => one.id === id);
      if (!network) return err({ tag: 'NetworkGone' });
      const mark = markOf(network);
      const others = marks.filter((one) => one !== mark);
      const next = isPaid ? [...others, mark].slice(-MAX_REMEMBERED) : others;
      values.put(KEY, utf8(next.join(' ')));
      marks = next;
      change();
      return ok(null);
    },
    isPaid: () => wasPaid,
  };
}
