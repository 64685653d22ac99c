/**
 * Reads what strace wrote about a whole process tree and says whom it contacted. A record of calls is complete where
 * looking at open sockets now and then is not: a socket that lived for a millisecond is in it too.
 */

/** The calls that the record must hold, and how strace has to print them: with descriptors as `3<socket:[inode]>`. */
export const STRACE_OPTIONS = [
  '-f',
  '-qq',
  '--seccomp-bpf',
  '-s',
  '16',
  '-y',
  '-e',
  'trace=socket,connect,bind,listen,sendto,sendmsg,sendmmsg',
  '-e',
  'signal=none',
] as const;

/** One far end that the tree sent something to or tried to connect to. */
export interface Contact {
  readonly protocol: 'TCP' | 'UDP';
  /** IPv4 or IPv6 address, without brackets. */
  readonly address: string;
  readonly port: number;
  /** The first line of the record that shows it. */
  readonly line: string;
}

/** What one record says. */
export interface NetRecord {
  /** Whom the tree reached out to, one row for each protocol, address and port. */
  readonly contacts: readonly Contact[];
  /**
   * Far ends that a UDP socket was pointed at and never sent anything. Chromium does that to learn the address of its
   * own interface; no packet leaves.
   */
  readonly namedOnly: readonly Contact[];
  /** Addresses at which the tree takes TCP connections. */
  readonly listening: readonly string[];
  /** Calls that this reader cannot place: never silently skipped. */
  readonly unknown: readonly string[];
  /** Calls in all; zero means that nothing was recorded. */
  readonly callCount: number;
}

/** Families that stay on this machine, whatever is sent to them. */
const LOCAL_FAMILIES = new Set(['AF_UNIX', 'AF_NETLINK', 'AF_UNSPEC']);
const IP_FAMILIES = new Set(['AF_INET', 'AF_INET6']);

interface End {
  readonly address: string;
  readonly port: number;
}

interface SocketState {
  readonly protocol: 'TCP' | 'UDP' | 'local';
  bound: End | null;
  peer: End | null;
}

/** Reads the text of a record made with {@link STRACE_OPTIONS}. */
export function readNetRecord(text: string): NetRecord {
  const sockets = new Map<string, SocketState>();
  const contacts = new Map<string, Contact>();
  const named = new Map<string, Contact>();
  const listening = new Set<string>();
  const unknown: string[] = [];
  const add = (to: Map<string, Contact>, protocol: 'TCP' | 'UDP', end: End, line: string): void => {
    const key = keyOf(protocol, end);
    if (!to.has(key)) to.set(key, { protocol, ...end, line });
  };

  const lines = wholeCalls(text);
  for (const line of lines) {
    const call = /^\d+\s+(\w+)\(/.exec(line)?.[1];
    if (call === 'socket') {
      noteSocket(line, sockets, unknown);
      continue;
    }
    const ends = addressesIn(line);
    const families = [...line.matchAll(/sa_family=(\w+)/g)].map((match) => match[1] ?? '');
    const inode = /^\d+\s+\w+\(\d+<(?:socket|\w+):\[(\d+)\]/.exec(line)?.[1];
    const socket = inode === undefined ? undefined : sockets.get(inode);
    if (socket === undefined) {
      // Made before the record began, or by socketpair: harmless unless an address says otherwise.
      if (families.some((family) => !LOCAL_FAMILIES.has(family))) unknown.push(line);
      continue;
    }
    if (families.some((family) => !LOCAL_FAMILIES.has(family) && !IP_FAMILIES.has(family))) unknown.push(line);
    if (socket.protocol === 'local') continue;
    const [end = null] = ends;
    if (call === 'bind') socket.bound = end;
    else if (call === 'listen') listening.add(socket.bound?.address ?? 'any address');
    else if (call === 'connect') {
      if (end === null) continue;
      if (socket.protocol === 'TCP') add(contacts, 'TCP', end, line);
      else {
        socket.peer = end;
        add(named, 'UDP', end, line);
      }
    } else if (socket.protocol === 'UDP') {
      const far = ends.length > 0 ? ends : socket.peer === null ? [] : [socket.peer];
      if (far.length === 0) unknown.push(line);
      for (const one of far) add(contacts, 'UDP', one, line);
    }
  }
  return {
    contacts: [...contacts.values()],
    namedOnly: [...named].filter(([key]) => !contacts.has(key)).map(([, contact]) => contact),
    listening: [...listening],
    unknown,
    callCount: lines.length,
  };
}

/** Whether an address never leaves this machine. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);

const keyOf = (protocol: string, end: End): string => `${protocol} ${end.address} ${end.port}`;

function noteSocket(line: string, sockets: Map<string, SocketState>, unknown: string[]): void {
  const match = /socket\((\w+), (SOCK_\w+)[^)]*\)\s+= (?:\d+<(?:\w+):\[(\d+)\]|-1)/.exec(line);
  if (match === null) {
    unknown.push(line);
    return;
  }
  const [, family = '', kind, inode] = match;
  if (inode === undefined) return;
  const isIp = IP_FAMILIES.has(family);
  const protocol = !isIp ? 'local' : kind === 'SOCK_STREAM' ? 'TCP' : 'UDP';
  const isKnown = isIp ? kind === 'SOCK_STREAM' || kind === 'SOCK_DGRAM' : LOCAL_FAMILIES.has(family);
  if (!isKnown) unknown.push(line);
  sockets.set(inode, { protocol, bound: null, peer: null });
}

/** One line a call: strace splits a call in two when another thread's comes in between. */
function wholeCalls(text: string): string[] {
  const begun = new Map<string, string>();
  const whole: string[] = [];
  for (const line of text.split('\n')) {
    const thread = /^(\d+)\s/.exec(line)?.[1];
    if (thread === undefined) continue;
    const first = /^(.*) <unfinished \.\.\.>$/.exec(line)?.[1];
    const rest = /^\d+\s+<\.\.\. \w+ resumed>(.*)$/.exec(line)?.[1];
    if (first !== undefined) begun.set(thread, first);
    else if (rest !== undefined) {
      whole.push(`${begun.get(thread) ?? line}${rest}`);
      begun.delete(thread);
    } else if (/^\d+\s+\w+\(/.test(line)) whole.push(line);
  }
  // A process that was killed in the middle of a call had made it all the same.
  return [...whole, ...begun.values()];
}

/** The addresses in a `sockaddr` as strace prints it. */
function addressesIn(line: string): End[] {
  const v4 = line.matchAll(/sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/g);
  const v6 = line.matchAll(/sin6_port=htons\((\d+)\),.*?inet_pton\(AF_INET6, "([^"]+)"/g);
  return [...v4, ...v6].map(([, port, address = '']) => ({ address, port: Number(port) }));
}
