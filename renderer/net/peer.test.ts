import { afterEach, describe, expect, it } from 'vitest';
import { MAX_FRAME_BYTES } from '../../shared/ipc/engine-net.ts';
import { MAX_BOARD_MESSAGE_BYTES } from './chunks.ts';
import { candidatesIn } from './session-description.ts';
import { nodeConnection } from './testing/node-webrtc.ts';
import { connected, End, endAll } from './testing/peer-end.ts';

afterEach(endAll);

describe('connecting', () => {
  it('[NT12] binds the channel to both certificates, and exactly one side begins', async () => {
    const [a, b] = await connected();
    expect(a.binding?.local).toHaveLength(32);
    expect(a.binding?.local).toEqual(b.binding?.remote);
    expect(a.binding?.remote).toEqual(b.binding?.local);
    expect(a.binding?.local).not.toEqual(a.binding?.remote);
    expect(a.binding?.initiator).toBe(!b.binding?.initiator);
  });

  it('[NT12] glare: both offer, the one that y-webrtc tells to give way answers, and they meet', async () => {
    const [a, b] = [new End(true), new End(true)];
    // y-webrtc drops the offer that has to give way before a peer sees it.
    a.onSaid = (signal) => b.peer.signal(signal);
    b.onSaid = (signal) => {
      if (signal.type !== 'offer') a.peer.signal(signal);
    };
    await Promise.all([a, b].map((end) => end.until(() => end.binding !== null)));
    a.peer.sendFrame(Uint8Array.of(1, 2, 3));
    await b.until(() => b.frames.length === 1);
    expect([a.binding?.initiator, b.binding?.initiator].filter(Boolean)).toHaveLength(1);
    expect(b.said.map((s) => s.type)).toContain('answer');
  });

  it('[NT10] asks no server for our address: every candidate is our own', async () => {
    const [a, b] = await connected();
    expect(a.connections[0]?.getConfiguration().iceServers ?? []).toEqual([]);
    const candidates = [...a.said, ...b.said].flatMap((s) =>
      (s.type === 'candidate' ? [s.candidate] : candidatesIn(s.sdp)).map(({ candidate }) => candidate),
    );
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.filter((c) => !/ typ host /.test(c ?? ''))).toEqual([]);
  });

  it('[MT2] says all that it has to say at once', async () => {
    const [a, b] = await connected();
    expect([a.said, b.said].map((said) => said.map(({ type }) => type))).toEqual([['offer'], ['answer']]);
    // With an address in it, not only by having been told the other's.
    for (const [said] of [a.said, b.said])
      expect(said?.type !== 'candidate' && candidatesIn(said?.sdp ?? '')).not.toEqual([]);
  });

  it('[MT2] waits a moment for candidates, and tells those that come later one by one', async () => {
    const a = new End(true, 20_000, { nearby: [], hidesAddress: false }, 10);
    const [late] = candidatesIn('a=candidate:9 1 udp 1 192.0.2.9 4000 typ host\r\n');
    // A library that gathers for ever.
    a.wrap = (connection) =>
      new Proxy(connection, {
        get(target, name) {
          const value: unknown = name === 'iceGatheringState' ? 'gathering' : Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
        set: (target, name, value) => Reflect.set(target, name, value, target),
      });
    await a.until(() => a.said.length > 0);
    expect(a.said.map(({ type }) => type)).toEqual(['offer']);
    const [connection] = a.connections;
    const event = { candidate: { ...late, sdpMid: '0', usernameFragment: null } } as never;
    connection?.onicecandidate?.call(connection, event);
    expect(a.said.at(-1)).toMatchObject({ type: 'candidate', candidate: { candidate: late?.candidate } });
  });

  it('[RN4] says so when the other side answers and no path is found, and only then', async () => {
    const [a, b, alone] = [new End(true, 500), new End(false, 500), new End(true, 500)];
    // Without each other's addresses there is no path.
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      from.onSaid = (signal) => {
        if (signal.type === 'candidate') return;
        to.peer.signal({ ...signal, sdp: signal.sdp.replace(/^a=candidate:.*\r\n/gm, '') });
      };
    }
    await Promise.all([a, b, alone].map((end) => end.until(() => end.ended)));
    expect([a, b, alone].map((end) => end.unreached)).toEqual([1, 1, 0]);
  });

  it('[NT12] a replayed offer or answer does not disturb a connection', async () => {
    const [a, b] = await connected();
    for (const signal of a.said) b.peer.signal(signal);
    for (const signal of b.said) a.peer.signal(signal);
    // A server may also keep what was said at another time, under the same name.
    const other = new End(true);
    await new Promise<void>((resolve) => {
      other.onSaid = (signal) => {
        if (signal.type !== 'offer') return;
        b.peer.signal(signal);
        a.peer.signal(signal);
        resolve();
      };
    });
    // Two others meet in the meantime, which takes more steps than working off what these two were told.
    await connected();
    b.peer.sendFrame(Uint8Array.of(8));
    await a.until(() => a.frames.length === 1);
    a.peer.sendFrame(Uint8Array.of(7));
    await b.until(() => b.frames.length === 1);
    expect([a.closes, b.closes, a.misbehaved, b.misbehaved]).toEqual([0, 0, 0, 0]);
    expect([...a.said, ...b.said].filter((signal) => signal.type !== 'candidate')).toHaveLength(2);
  });

  it('[NT12] a description with a second fingerprint ends the attempt', async () => {
    const [a, b] = [new End(true), new End(false)];
    a.onSaid = (signal) => {
      if (signal.type === 'candidate') return;
      const line = /a=fingerprint:.*\r\n/.exec(signal.sdp)?.[0] ?? '';
      b.peer.signal({ ...signal, sdp: signal.sdp.replace(line, line + line) });
    };
    await b.until(() => b.ended);
    expect([b.misbehaved, b.said]).toEqual([1, []]);
  });

  it('[NT12] a peer connected with itself is refused', async () => {
    const a = new End(true);
    const connection = nodeConnection();
    connection.createDataChannel('board', { negotiated: true, id: 0 });
    await new Promise<void>((resolve) => {
      a.onSaid = (signal) => {
        if (signal.type === 'offer') a.peer.signal({ type: 'answer', sdp: signal.sdp });
        resolve();
      };
    });
    await a.until(() => a.ended);
    expect(a.binding).toBeNull();
    connection.close();
  });

  it('[NT13] an attempt that nobody answers ends by itself', async () => {
    const a = new End(true, 30);
    await a.until(() => a.ended);
    expect([a.binding, a.closes]).toEqual([null, 0]);
  });

  it('[NT13] garbage in place of a description or candidate ends the attempt or is ignored', async () => {
    const a = new End(true);
    a.peer.signal({ type: 'candidate', candidate: { candidate: 'candidate:nonsense', sdpMid: '9' } });
    a.peer.signal({ type: 'candidate', candidate: {} });
    a.peer.signal({ type: 'answer', sdp: 'too early' });
    a.onSaid = (signal) => {
      if (signal.type === 'offer') a.peer.signal({ type: 'answer', sdp: 'v=0' });
    };
    await a.until(() => a.ended);
    const [b, c] = [new End(true), new End(false)];
    for (let i = 0; i < 500; i += 1) c.peer.signal({ type: 'candidate', candidate: { candidate: `candidate:${i}` } });
    await connected(b, c);
  });
});

describe('frames', () => {
  it('[NT11] 2 MB cross within the window, whole and in order, and every byte is told as drained', async () => {
    const [a, b] = await connected();
    const total = 2 * 1024 * 1024;
    const frame = (i: number) => new Uint8Array(16 * 1024).fill(i % 251);
    let sent = 0;
    const feed = (): void => {
      while (sent < total && sent - a.drained <= 512 * 1024) {
        a.peer.sendFrame(frame(sent / 16_384));
        sent += 16_384;
      }
    };
    feed();
    while (sent < total) {
      const before = a.drained;
      await a.until(() => a.drained > before || sent - a.drained <= 512 * 1024);
      feed();
    }
    await b.until(() => b.frames.length === 128);
    await a.until(() => a.drained === total);
    b.frames.forEach((got, i) => {
      if (got.length !== 16_384 || got.some((byte) => byte !== i % 251)) throw new Error(`frame ${i} is damaged`);
    });
  });

  it('[NT11] a sender far beyond its window loses the connection instead of filling memory', async () => {
    const [a] = await connected();
    for (let i = 0; i < 1_000 && !a.peer.destroyed; i += 1) a.peer.sendFrame(new Uint8Array(MAX_FRAME_BYTES));
    expect([a.peer.destroyed, a.closes]).toEqual([true, 1]);
  });

  it('[NT11] a frame of the largest size passes; a larger one is never sent', async () => {
    const [a, b] = await connected();
    a.peer.sendFrame(new Uint8Array(MAX_FRAME_BYTES));
    await b.until(() => b.frames.length === 1);
    a.peer.sendFrame(new Uint8Array(MAX_FRAME_BYTES + 1));
    await a.until(() => a.ended);
    await b.until(() => b.ended);
    expect(b.frames).toHaveLength(1);
  });

  it('[NT11] what was sent before a farewell arrives', async () => {
    const [a, b] = await connected();
    for (let i = 0; i < 40; i += 1) a.peer.sendFrame(new Uint8Array(16_384).fill(i));
    a.peer.finish();
    await b.until(() => b.ended);
    await a.until(() => a.ended);
    expect(b.frames).toHaveLength(40);
    expect([a.closes, b.closes, b.misbehaved]).toEqual([1, 1, 0]);
  });
});

/** A remote without manners: the same two channels, written to directly. */
async function stranger(victim: End): Promise<{ board: RTCDataChannel; frames: RTCDataChannel }> {
  const connection = nodeConnection();
  strangers.push(connection);
  const board = connection.createDataChannel('board', { negotiated: true, id: 0 });
  const frames = connection.createDataChannel('frames', { negotiated: true, id: 1 });
  connection.onicecandidate = ({ candidate }) => {
    if (candidate?.candidate) victim.peer.signal({ type: 'candidate', candidate: candidate.toJSON() });
  };
  victim.onSaid = (signal) => {
    void (async () => {
      if (signal.type === 'candidate') await connection.addIceCandidate(signal.candidate).catch(() => undefined);
      else {
        await connection.setRemoteDescription(signal);
        await connection.setLocalDescription(await connection.createAnswer());
        victim.peer.signal({ type: 'answer', sdp: connection.localDescription?.sdp ?? '' });
      }
    })();
  };
  await victim.until(() => victim.binding !== null);
  return { board, frames };
}
const strangers: RTCPeerConnection[] = [];
afterEach(() => {
  for (const connection of strangers.splice(0)) connection.close();
});

describe('a remote without manners', () => {
  const attacks: readonly [string, 'board' | 'frames', string | Uint8Array][] = [
    ['a frame one byte too large', 'frames', new Uint8Array(MAX_FRAME_BYTES + 1)],
    ['a frame of 200 KiB', 'frames', new Uint8Array(200 * 1024)],
    ['a frame of text', 'frames', 'hello'],
    ['text on the board', 'board', 'hello'],
    ['an announced size of 4 GB', 'board', Uint8Array.of(1, 255, 255, 255, 255, 0)],
    ['an announced size one over the bound', 'board', Uint8Array.of(1, 0, 4, 0, 1, 0)],
    ['a piece of nothing', 'board', Uint8Array.of(2, 1, 2, 3)],
    ['more than was announced', 'board', Uint8Array.of(1, 0, 0, 0, 1, 9, 9)],
    ['an unknown kind of piece', 'board', Uint8Array.of(9, 1)],
  ];
  it.each(attacks)('[NT11] %s ends the connection', async (_name, lane, message) => {
    const victim = new End(true);
    const channels = await stranger(victim);
    if (typeof message === 'string') channels[lane].send(message);
    else channels[lane].send(message as Uint8Array<ArrayBuffer>);
    await victim.until(() => victim.ended);
    expect([victim.misbehaved, victim.closes, victim.frames, victim.board]).toEqual([1, 1, [], []]);
  });

  it('[NT13] a message that y-webrtc cannot read ends the connection', async () => {
    const [a, b] = await connected();
    b.peer.on('data', () => {
      throw new Error('unexpected end of array');
    });
    a.peer.send(Uint8Array.of(0));
    await b.until(() => b.ended);
    expect(b.misbehaved).toBe(1);
  });

  it('[NT13] the host may hold a message back or end the connection for it', async () => {
    const [a, b] = await connected();
    b.verdict = 'drop';
    a.peer.send(Uint8Array.of(1));
    a.peer.sendFrame(Uint8Array.of(1));
    await b.until(() => b.frames.length === 1);
    b.verdict = 'hostile';
    a.peer.send(Uint8Array.of(2));
    await b.until(() => b.ended);
    expect([b.board, b.misbehaved]).toEqual([[], 1]);
  });
});

describe('the board’s messages', () => {
  it('[NT10] messages of any size up to the bound arrive whole and in order', async () => {
    const [a, b] = await connected();
    const sizes = [1, 16_379, 16_380, 65_536, MAX_BOARD_MESSAGE_BYTES, 2];
    for (const size of sizes) a.peer.send(new Uint8Array(size).fill(size % 256));
    await b.until(() => b.board.length === sizes.length);
    expect(b.board.map((m) => m.length)).toEqual(sizes);
    expect(b.board.every((m, i) => m.every((byte) => byte === sizes[i]! % 256))).toBe(true);
  });
});

describe('the end', () => {
  it('[NT13] comes once at every stage, and nothing follows it', async () => {
    const stages: ((a: End, b: End) => Promise<void>)[] = [
      async () => undefined,
      (a) => a.until(() => a.said.length > 0 || a.ended),
      (_a, b) => b.until(() => b.said.some((s) => s.type === 'answer')),
      (a) => a.until(() => a.binding !== null),
    ];
    for (const [index, stage] of stages.entries()) {
      const [a, b] = [new End(true), new End(false)];
      const told = { a: 0 };
      a.peer.on('close', () => (told.a += 1));
      const look = (end: End, other: End) => {
        end.onSaid = (signal) => {
          other.peer.signal(signal);
          void end.until(() => true);
        };
      };
      look(a, b);
      look(b, a);
      if (index === 1 || index === 2) {
        const [end, type] = index === 1 ? [a, 'offer'] : [b, 'answer'];
        await new Promise<void>((resolve) => {
          end.peer.on('signal', (signal) => signal.type === type && resolve());
        });
      } else await stage(a, b);
      a.peer.destroy();
      a.peer.destroy();
      a.peer.signal({ type: 'offer', sdp: 'late' });
      a.peer.sendFrame(Uint8Array.of(1));
      a.peer.send(Uint8Array.of(1));
      await a.until(() => a.ended);
      expect([told.a, a.closes, a.connections[0]?.signalingState ?? 'closed']).toEqual([
        1,
        index === 3 ? 1 : 0,
        'closed',
      ]);
      if (index === 3) await b.until(() => b.ended);
      b.peer.destroy();
    }
  });
});
