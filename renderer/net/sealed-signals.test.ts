import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_SEALED_CHARACTERS, messageToText, PUBLICATION_BYTES, SealedSignals } from './sealed-signals.ts';
import { roomKey, sealSignal } from './testing/insider.ts';

const ANN = '00000000-0000-4000-8000-000000000001';
const BEN = '00000000-0000-4000-8000-000000000002';
let key: CryptoKey;
let signals: SealedSignals;
beforeAll(async () => {
  key = await roomKey('password', 'topic');
  signals = new SealedSignals(Promise.resolve(key));
});
const open = async (signal: unknown) => signals.open(await sealSignal(key, signal));
const signal = (inner: unknown) => ({ type: 'signal', from: ANN, to: BEN, token: 1.5, signal: inner });

describe('what members say through a server', () => {
  it('[NT26] is opened once, and told again only to nobody', async () => {
    const said = { type: 'announce', from: ANN };
    const sealed = await sealSignal(key, said);
    expect(await signals.open(sealed)).toEqual(said);
    expect(await signals.open(sealed)).toBeNull();
    expect(await open(signal({ type: 'offer', sdp: 'v=0' }))).toMatchObject({ signal: { type: 'offer' } });
    const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null };
    expect(await open(signal({ type: 'candidate', candidate }))).toMatchObject({ signal: { candidate } });
  });

  it.each([
    ['no object', 7],
    ['nothing', null],
    ['an unknown type', { type: 'leave', from: ANN }],
    ['nobody’s', { type: 'announce' }],
    ['a name that is no UUID', { type: 'announce', from: '__proto__' }],
    ['a signal without content', { type: 'signal', from: ANN, to: BEN }],
    ['a signal of null', signal(null)],
    ['a description that is no text', signal({ type: 'offer', sdp: {} })],
    ['a description of 5,000 characters', signal({ type: 'offer', sdp: 'x'.repeat(5_000) })],
    ['a candidate of null', signal({ type: 'candidate', candidate: null })],
    ['a token that is text', { ...signal({ type: 'offer', sdp: 'v=0' }), token: 'first' }],
    ['simple-peer’s renegotiation', signal({ type: 'renegotiate', renegotiate: true })],
  ])('[NT26] is dropped when it is %s, though sealed by a member', async (_name, said) => {
    expect(await open(said)).toBeNull();
  });

  it('[NT26] is dropped when it is damaged, sealed by a stranger, or no sealed text at all', async () => {
    const sealed = await sealSignal(key, { type: 'announce', from: BEN });
    const other = await sealSignal(await roomKey('guessed', 'topic'), { type: 'announce', from: BEN });
    const flipped = `${sealed.slice(0, 60)}${sealed[60] === 'A' ? 'B' : 'A'}${sealed.slice(61)}`;
    const texts = [other, flipped, sealed.slice(0, -4), sealed.slice(0, 40), 'AAAA', '', '====', 'a', 7, null, {}];
    for (const text of texts) expect(await signals.open(text)).toBeNull();
    expect(await signals.open('A'.repeat(MAX_SEALED_CHARACTERS + 4))).toBeNull();
    expect(await new SealedSignals(Promise.resolve(null)).open(sealed)).toBeNull();
    expect(await signals.open(sealed)).not.toBeNull();
  });
});

describe('publications on the wire', () => {
  it('[NT26] have few sizes: an announcement is as long as an offer', async () => {
    const sizes = [];
    for (const said of [{ type: 'announce', from: ANN }, signal({ type: 'offer', sdp: 'x'.repeat(1_500) })]) {
      sizes.push(messageToText({ type: 'publish', topic: 'topic', data: await sealSignal(key, said) } as never).length);
    }
    expect(sizes).toEqual([PUBLICATION_BYTES, PUBLICATION_BYTES]);
    for (let length = 3_980; length < 4_110; length += 1) {
      expect(messageToText({ type: 'publish', data: 'x'.repeat(length) } as never).length % PUBLICATION_BYTES).toBe(0);
    }
    expect(messageToText({ type: 'ping' })).toBe('{"type":"ping"}');
  });
});
