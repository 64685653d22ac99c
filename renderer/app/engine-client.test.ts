import { describe, expect, test } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { createEndpoint, type Handlers, type Port } from '../../shared/ipc/rpc.ts';
import { type engineEvents, noEvents, noRequests, uiRequests } from '../../shared/ipc/ui-engine.ts';
import { ok } from '../../shared/result.ts';
import { linkEngine } from './engine-client.ts';

const GROUP = 'c'.repeat(32) as GroupId;

/** Two ends of one port, delivered at once. */
function portPair(): [Port, Port] {
  const listeners: [((message: unknown) => void) | null, ((message: unknown) => void) | null] = [null, null];
  const end = (mine: 0 | 1, other: 0 | 1): Port => ({
    send: (message) => listeners[other]?.(structuredClone(message)),
    receive: (listener) => {
      listeners[mine] = listener;
    },
  });
  return [end(0, 1), end(1, 0)];
}

function setUp() {
  const [uiPort, enginePort] = portPair();
  const defects: string[] = [];
  const link = linkEngine(uiPort, (where) => defects.push(where));
  const engine = createEndpoint<typeof uiRequests, typeof noRequests, typeof noEvents, typeof engineEvents>({
    port: enginePort,
    served: uiRequests,
    handlers: {
      status: () => ok({ phase: 'locked', version: '1' }),
    } as Partial<Handlers<typeof uiRequests>> as Handlers<typeof uiRequests>,
    called: noRequests,
    heard: noEvents,
    onEvent: {},
    onDefect: (where) => defects.push(where),
  });
  return { link, engine, uiPort, enginePort, defects };
}

describe('the door to the engine', () => {
  test('asks and gets answers', async () => {
    const { link } = setUp();
    expect(await link.call.status({})).toEqual(ok({ phase: 'locked', version: '1' }));
  });

  test('tells every listener of an event, and none after it stopped', () => {
    const { link, engine } = setUp();
    const heard: string[] = [];
    const stop = link.on('groupChanged', ({ groupId }) => heard.push(`first ${groupId}`));
    link.on('groupChanged', ({ groupId }) => heard.push(`second ${groupId}`));
    link.on('journalChanged', () => heard.push('other'));
    engine.emit('groupChanged', { groupId: GROUP });
    stop();
    engine.emit('groupChanged', { groupId: GROUP });
    expect(heard).toEqual([`first ${GROUP}`, `second ${GROUP}`, `second ${GROUP}`]);
  });

  test('a listener that stops another one while it is told does no harm', () => {
    const { link, engine } = setUp();
    const heard: string[] = [];
    const stops: (() => void)[] = [];
    link.on('journalChanged', () => stops[0]?.());
    stops.push(link.on('journalChanged', () => heard.push('told')));
    engine.emit('journalChanged', {});
    engine.emit('journalChanged', {});
    expect(heard).toEqual(['told']);
  });

  test('an event that fits no schema reaches nobody', () => {
    const { link, enginePort, defects } = setUp();
    let heard = 0;
    link.on('writeFailed', () => {
      heard += 1;
    });
    enginePort.send({ event: 'writeFailed', payload: { tag: 'Rubbish' } });
    enginePort.send({ event: 'noSuchEvent', payload: {} });
    expect(heard).toBe(0);
    enginePort.send({ event: 'writeFailed', payload: { tag: 'DiskFull' } });
    expect(heard).toBe(1);
    expect(defects).toEqual([]);
  });
});
