import { describe, expect, it } from 'vitest';
import { requestChannel, UI_ORIGIN } from '../../shared/ipc/bridge.ts';
import { uiToMain } from '../../shared/ipc/main-links.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { ok } from '../../shared/result.ts';
import { serveAsks } from './ask-server.ts';
import type { AskEvent } from './trusted-sender.ts';

type Listener = (event: unknown, input: unknown) => Promise<unknown>;
const UI = 7;
const ui: AskEvent = { sender: { id: UI }, senderFrame: { origin: UI_ORIGIN, parent: null } };

/** A server whose handlers note what reached them. */
function serve(uiContentsId: number | null = UI) {
  const listeners = new Map<string, Listener>();
  const reached: [string, unknown][] = [];
  const note = (name: string) => (input: unknown) => {
    reached.push([name, input]);
    if (name === 'quit') throw new Error('a defect');
    return ok(null);
  };
  const handlers = Object.fromEntries(Object.keys(uiToMain).map((name) => [name, note(name)]));
  serveAsks({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener as Listener) },
    handlers: handlers as unknown as Handlers<typeof uiToMain>,
    uiContentsId: () => uiContentsId,
  });
  const ask = (name: string, input: unknown, event = ui) => listeners.get(requestChannel(name))?.(event, input);
  return { ask, reached, channels: [...listeners.keys()] };
}

const refused = { ok: false, error: { tag: 'IpcRefused' } };

describe('what the ui asks of main', () => {
  it('[NT22] has one channel for each request of the table', () => {
    expect(serve().channels).toEqual(Object.keys(uiToMain).map(requestChannel));
  });

  it('[NT22] answers the ui’s own main frame', async () => {
    const { ask, reached } = serve();
    expect(await ask('copyText', { text: 'hello', more: 1 })).toEqual(ok(null));
    expect(reached).toEqual([['copyText', { text: 'hello' }]]);
  });

  const strangers: readonly [string, AskEvent][] = [
    ['another window', { ...ui, sender: { id: 8 } }],
    ['a frame inside the ui', { ...ui, senderFrame: { origin: UI_ORIGIN, parent: {} } }],
    [
      'a page of another origin in the ui’s window',
      { ...ui, senderFrame: { origin: 'https://evil.example', parent: null } },
    ],
    ['an origin that only begins alike', { ...ui, senderFrame: { origin: `${UI_ORIGIN}.evil`, parent: null } }],
    ['an opaque origin', { ...ui, senderFrame: { origin: 'null', parent: null } }],
    ['the net page', { sender: { id: 9 }, senderFrame: { origin: 'app://net', parent: null } }],
    ['a frame that is gone', { ...ui, senderFrame: null }],
  ];
  it.each(strangers)('[NT22] refuses %s', async (_name, event) => {
    const { ask, reached } = serve();
    for (const name of Object.keys(uiToMain)) expect(await ask(name, { text: 'x' }, event)).toEqual(refused);
    expect(reached).toEqual([]);
  });

  it('[NT22] refuses everybody while there is no ui', async () => {
    const { ask, reached } = serve(null);
    expect(await ask('lock', {})).toEqual(refused);
    expect(reached).toEqual([]);
  });

  it.each([
    ['saveFile', { suggestedName: '../evil', bytes: new Uint8Array(1) }],
    ['saveFile', { suggestedName: 'a/b', bytes: new Uint8Array(1) }],
    ['saveFile', { suggestedName: 'ok.txt', bytes: 'text' }],
    ['copyText', { text: 5 }],
    ['copyText', { text: 'x'.repeat(10_001) }],
    ['lock', null],
    ['lock', undefined],
  ])('[NT22] refuses %s with an input of another shape', async (name, input) => {
    const { ask, reached } = serve();
    expect(await ask(name, input)).toEqual(refused);
    expect(reached).toEqual([]);
  });

  it('[NT22] a defect is an answer that tells nothing', async () => {
    expect(await serve().ask('quit', {})).toEqual({ ok: false, error: { tag: 'Unexpected' } });
  });
});
