/** Which of the meeting places on a network are used, so that all who hear the same choose the same (SPEC LN7). */

/** A meeting place on a network. */
export interface Place {
  /** IPv4 address, as text. */
  readonly address: string;
  readonly port: number;
}

/** Most that are used on one network. */
const MAX_USED = 2;

/** Its address as that of a server. */
export const placeToServer = ({ address, port }: Place): string => `ws://${address}:${port}`;

const rankOf = ({ address, port }: Place): number =>
  address.split('.').reduce((rank, byte) => rank * 256 + Number(byte), 0) * 65_536 + port;

/** In the order that is the same for everybody: by address, then by port. */
export const inOrder = <P extends Place>(places: readonly P[]): readonly P[] =>
  [...places].sort((a, b) => rankOf(a) - rankOf(b));

/**
 * The first two of `own` and `others` in the order of all. Those that are known
 * not to answer stand behind the rest: a computer whose firewall lets nobody in
 * has a meeting place that only itself can use.
 */
export function chooseNearest(
  own: Place,
  others: readonly Place[],
  isSilent: (server: string) => boolean,
): readonly string[] {
  const servers = inOrder([own, ...others]).map(placeToServer);
  const answering = servers.filter((server) => !isSilent(server));
  return [...answering, ...servers.filter(isSilent)].slice(0, MAX_USED);
}
