import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LINE_TIMES, ServerLine } from './server-line.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const RECONNECTS = 1_000;

/** A socket that a test opens, answers and breaks by hand. */
class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  bufferedAmount = 0;
  isClosed = false;
  send(text: string): void {
    if (text === '{"type":"ping"}') this.onmessage?.({ data: '{"type":"pong"}' });
  }
  close(): void {
    this.isClosed = true;
  }
}

/** A line, its sockets, and what it told. */
function line() {
  const sockets: FakeSocket[] = [];
  const told = { open: 0, close: 0, states: new Map<string, number>() };
  const made = new ServerLine({
    server: 'ws://localhost:4444',
    makeSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 0.5,
    times: LINE_TIMES,
    startMs: 0,
    onState: (state) => void told.states.set(state, (told.states.get(state) ?? 0) + 1),
    onOpen: () => {
      told.open += 1;
    },
    onClose: () => {
      told.close += 1;
    },
    onMessage: () => {},
  });
  vi.advanceTimersByTime(1);
  return { made, sockets, told };
}

describe('a line to a server', () => {
  it('[MT1] asks every 45 s, and right away when the networks are others than before', () => {
    const { made, sockets, told } = line();
    const pings: number[] = [];
    const from = Date.now();
    const watch = (socket: FakeSocket | undefined): void => {
      if (!socket) throw new Error('no socket');
      const send = socket.send.bind(socket);
      socket.send = (text) => {
        pings.push(Math.floor((Date.now() - from) / 1_000));
        // No server answers within the call that asks it.
        setTimeout(() => send(text), 0);
      };
      socket.onopen?.();
    };
    watch(sockets.at(-1));
    vi.advanceTimersByTime(100_000);
    expect(pings).toEqual([0, 45, 90]);
    made.askNow();
    expect(pings).toEqual([0, 45, 90, 100]);
    vi.advanceTimersByTime(1);
    // The way there is gone: nobody answers, which is told within ten seconds.
    const socket = sockets.at(-1);
    if (socket) socket.send = () => {};
    made.askNow();
    expect(told.states.get('silent')).toBeUndefined();
    vi.advanceTimersByTime(LINE_TIMES.answerMs);
    expect([told.states.get('silent'), sockets.length]).toEqual([1, 1]);
    // It waits to open again, and does so now.
    made.askNow();
    vi.advanceTimersByTime(0);
    expect(sockets.length).toBe(2);
    made.close();
    made.askNow();
    expect(vi.getTimerCount()).toBe(0);
  });

  it(`[WY6] [NT25] that breaks ${RECONNECTS} times at any stage has one socket and one timer each time, and none once it is closed`, () => {
    const { made, sockets, told } = line();
    for (let round = 0; round < RECONNECTS; round += 1) {
      while (sockets.at(-1)?.isClosed) vi.advanceTimersByTime(1_000);
      const socket = sockets.at(-1);
      // It never opens, breaks when it opened, breaks after an answer, falls silent, or a computer slept meanwhile.
      if (round % 5 !== 0) socket?.onopen?.();
      if (round % 5 === 3) vi.advanceTimersByTime(LINE_TIMES.pingMs);
      if (round % 5 === 4) vi.advanceTimersByTime(6 * 3_600_000);
      else socket?.onclose?.();
      expect(sockets.filter((one) => !one.isClosed).length, `round ${round}`).toBeLessThanOrEqual(1);
      vi.advanceTimersByTime(LINE_TIMES.maxPauseMs * 2);
      expect(vi.getTimerCount(), `round ${round}`).toBe(1);
      expect(sockets.filter((one) => !one.isClosed).length, `round ${round}`).toBeLessThanOrEqual(1);
    }
    expect(told.open).toBeGreaterThan(RECONNECTS / 2);
    expect(told.open - told.close).toBe(made.isOpen ? 1 : 0);
    made.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(sockets.every((one) => one.isClosed)).toBe(true);
    const all = sockets.length;
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(sockets.length).toBe(all);
  });
});
