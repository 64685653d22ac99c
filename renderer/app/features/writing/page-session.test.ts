import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RecordId } from '../../../../shared/brand.ts';
import type { AppError } from '../../../../shared/ipc/errors.ts';
import type { Saved } from '../../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { createOpenPages } from './open-pages.ts';
import { BODY, LONGEST_WAIT_MS, openPageSession, REST_MS } from './page-session.ts';

const RECORD = 'a'.repeat(32) as RecordId;
const CLIENT = 2 ** 51 + 12_345;

/** Timers that run when the test says so. */
function timers() {
  let now = 0;
  const waiting = new Set<{ at: number; callback: () => void }>();
  return {
    after: (callback: () => void, ms: number) => {
      const timer = { at: now + ms, callback };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    pass: (ms: number) => {
      now += ms;
      for (const timer of [...waiting].filter(({ at }) => at <= now)) {
        waiting.delete(timer);
        timer.callback();
      }
    },
    count: () => waiting.size,
  };
}

/** An engine that holds its answers back until the test gives them. */
function heldEngine() {
  const received: Uint8Array[] = [];
  const answers: ((result: Result<Saved, AppError>) => void)[] = [];
  return {
    received,
    send: (update: Uint8Array) =>
      new Promise<Result<Saved, AppError>>((resolve) => {
        received.push(update);
        answers.push(resolve);
      }),
    answer: async (result: Result<Saved, AppError>) => {
      const next = answers.shift();
      if (!next) throw new Error('nothing was sent');
      next(result);
      // The session goes on in microtasks after the answer.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
    text: () => {
      const doc = new Y.Doc();
      for (const update of received) Y.applyUpdate(doc, update);
      return doc.getXmlFragment(BODY).toString();
    },
  };
}

function setUp(update: Uint8Array = new Uint8Array()) {
  const time = timers();
  const engine = heldEngine();
  const session = openPageSession({
    opened: { recordId: RECORD, clientId: CLIENT, update },
    send: engine.send,
    after: time.after,
  });
  const write = (text: string) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(text)]);
    session.body.push([paragraph]);
  };
  return { time, engine, session, write, state: () => session.state().state };
}

const pageWith = (text: string) => {
  const { session, write } = setUp();
  write(text);
  return Y.encodeStateAsUpdate(session.doc);
};

describe('[UI1] a page is saved when the engine says so', () => {
  test('opening a page writes nothing', () => {
    const { time, engine, state } = setUp(pageWith('before'));
    time.pass(LONGEST_WAIT_MS * 2);
    expect(engine.received).toEqual([]);
    expect(state()).toBe('unchanged');
  });

  test('it is saving from the first letter until the answer, and saved after it', async () => {
    const { time, engine, write, session, state } = setUp();
    write('one');
    expect(state()).toBe('saving');
    time.pass(REST_MS);
    expect(engine.received).toHaveLength(1);
    expect(state()).toBe('saving');
    await engine.answer(ok({ savedAt: 42 }));
    expect(session.state()).toEqual({ state: 'saved', savedAt: 42 });
  });

  test('words typed while an answer is awaited keep it saving, and go next', async () => {
    const { time, engine, write, session, state } = setUp();
    write('one');
    time.pass(REST_MS);
    write('two');
    const shown: string[] = [];
    session.subscribe(() => shown.push(state()));
    await engine.answer(ok({ savedAt: 1 }));
    expect(state()).toBe('saving');
    expect(shown).not.toContain('saved');
    expect(engine.received).toHaveLength(2);
    await engine.answer(ok({ savedAt: 2 }));
    expect(state()).toBe('saved');
    expect(engine.text()).toBe('<paragraph>one</paragraph><paragraph>two</paragraph>');
  });

  test('typing that never rests is sent all the same', () => {
    const { time, engine, write } = setUp();
    for (let typed = 0; typed < LONGEST_WAIT_MS; typed += REST_MS / 2) {
      write('x');
      time.pass(REST_MS / 2);
    }
    expect(engine.received).toHaveLength(1);
  });

  test('a failed save says so, drops nothing, and the next try sends all of it in order', async () => {
    const { time, engine, write, session, state } = setUp();
    write('one');
    time.pass(REST_MS);
    write('two');
    await engine.answer(err({ tag: 'DiskFull' }));
    expect(session.state()).toEqual({ state: 'failed', error: { tag: 'DiskFull' } });
    engine.received.length = 0;
    const again = session.save();
    await engine.answer(ok({ savedAt: 9 }));
    await again;
    expect(state()).toBe('saved');
    expect(engine.text()).toBe('<paragraph>one</paragraph><paragraph>two</paragraph>');
  });

  test('two who wait for the same save both get its end', async () => {
    const { engine, write, session } = setUp();
    write('one');
    const ends: string[] = [];
    const first = session.save().then(() => ends.push('first'));
    const second = session.save().then(() => ends.push('second'));
    expect(ends).toEqual([]);
    await engine.answer(ok({ savedAt: 1 }));
    await Promise.all([first, second]);
    expect(ends.sort()).toEqual(['first', 'second']);
    expect(engine.received).toHaveLength(1);
  });

  test('a page that goes away sends the rest at once, beside a save that has no answer yet', () => {
    const { time, engine, write, session } = setUp();
    session.sendNow();
    expect(engine.received).toEqual([]);
    write('one');
    time.pass(REST_MS);
    write('two');
    session.sendNow();
    expect(engine.text()).toBe('<paragraph>one</paragraph><paragraph>two</paragraph>');
  });

  test('a page that was thrown away sends nothing more and leaves no timer', () => {
    const { time, engine, write, session } = setUp();
    write('one');
    session.abandon();
    time.pass(LONGEST_WAIT_MS);
    expect(engine.received).toEqual([]);
    expect(time.count()).toBe(0);
  });
});

test('[UI3] every change carries the client id that the engine gave, above 32 bits too', () => {
  const { time, engine, write } = setUp(pageWith('before'));
  write('mine');
  time.pass(REST_MS);
  const clients = engine.received.flatMap((update) => Y.decodeUpdate(update).structs.map((item) => item.id.client));
  expect(clients.length).toBeGreaterThan(0);
  expect(new Set(clients)).toEqual(new Set([CLIENT]));
});

describe('[UI2] a page that was left unsaved', () => {
  test('is kept until somebody opens the record again, with a path that leads there', () => {
    const pages = createOpenPages();
    const { session } = setUp();
    let told = 0;
    pages.subscribe(() => {
      told += 1;
    });
    pages.keep(RECORD, { session, path: '/journal/x' });
    expect(pages.keptPath()).toBe('/journal/x');
    expect(pages.take('b'.repeat(32))).toBeNull();
    expect(pages.take(RECORD)).toBe(session);
    expect(pages.keptPath()).toBeNull();
    expect(pages.take(RECORD)).toBeNull();
    expect(told).toBe(2);
  });

  test('is tried again before a lock, together with the open ones, and none holds up the others', async () => {
    const pages = createOpenPages();
    const kept = setUp();
    kept.write('kept');
    pages.keep(RECORD, { session: kept.session, path: '/' });
    const saved: string[] = [];
    const state = () => ({ state: 'unchanged' }) as const;
    const forgetBroken = pages.add({ state, save: () => Promise.reject(new Error('broken page')) });
    const forget = pages.add({
      state,
      save: async () => {
        saved.push('closed');
      },
    });
    forget();
    pages.add({
      state,
      save: async () => {
        saved.push('open');
      },
    });
    const all = pages.saveAll();
    await kept.engine.answer(ok({ savedAt: 1 }));
    expect(await all).toBe(false);
    expect(saved).toEqual(['open']);
    expect(kept.engine.received).toHaveLength(1);
    forgetBroken();
    expect(await pages.saveAll()).toBe(true);
  });

  test('[TC4] is told to whoever wants to lock, until it can be saved', async () => {
    const pages = createOpenPages();
    const { session, engine, write } = setUp();
    pages.add(session);
    write('not on the disk yet');
    const refused = pages.saveAll();
    await engine.answer(err({ tag: 'DiskFull' }));
    expect(await refused).toBe(false);
    const taken = pages.saveAll();
    await engine.answer(ok({ savedAt: 1 }));
    expect(await taken).toBe(true);
  });
});
