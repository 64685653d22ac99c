/** A node that speaks the protocol by hand: for peers that lie, stay silent or send rubbish. */
import type { GroupId } from '../brand.ts';
import { type SigningKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import { deviceIdOf } from '../group/identity.ts';
import { byeTag } from '../sync/bye.ts';
import { joinFrame, MAX_MESSAGE_BYTES, type PartialMessage, splitMessage } from '../sync/frame.ts';
import { answerHello, greeting, type HandshakeSetup } from '../sync/handshake.ts';
import type { Message } from '../sync/message.ts';
import { decodeMessage, encodeMessage } from '../sync/message-codec.ts';
import type { SeededRandom } from './seeded-random.ts';
import { createSimGroup } from './sim-group.ts';
import type { SimEnd, SimNode } from './sim-network.ts';

/** What an intruder is made of; `setup` changes what it claims in the handshake. */
export interface SimIntruderInput {
  readonly groupId: GroupId;
  readonly room: { readonly kind: 'group' | 'invite'; readonly tag: Uint8Array };
  readonly keys: SigningKeyPair;
  readonly random: SeededRandom;
  readonly setup?: Partial<HandshakeSetup>;
  /** False: opens channels and says nothing of itself. */
  readonly greets?: boolean;
}

/** The intruder and its hands. */
export interface SimIntruder extends SimNode {
  readonly heard: readonly Message[];
  say(message: Message): void;
  sendRaw(bytes: Uint8Array): void;
  /** The tag of the BYE it was sent, or null. */
  bye(): string | null;
  /** Messages of one type that it was sent. */
  heardOf<T extends Message['type']>(type: T): readonly Extract<Message, { type: T }>[];
}

/** Makes one; it answers HELLO with AUTH by itself and nothing else. */
export function createSimIntruder(input: SimIntruderInput): SimIntruder {
  const heard: Message[] = [];
  let end: SimEnd | null = null;
  let setup: HandshakeSetup | null = null;
  let partial: PartialMessage | null = null;
  const sendRaw = (bytes: Uint8Array): void => end?.send(bytes);
  const say = (message: Message): void => {
    for (const frame of splitMessage(encodeMessage(message))) sendRaw(frame);
  };
  return {
    name: 'eve',
    heard,
    say,
    sendRaw,
    bye() {
      const last = heard.findLast((message) => message.type === 'bye');
      return last ? byeTag(last.code) : null;
    },
    heardOf: <T extends Message['type']>(type: T) =>
      heard.filter((message): message is Extract<Message, { type: T }> => message.type === type),
    channelOpened(opened) {
      end = opened;
      setup = {
        groupId: input.groupId,
        room: input.room,
        deviceId: deviceIdOf(input.groupId, input.keys.publicKey),
        keys: input.keys,
        inviteKeys: null,
        heads: new Uint8Array(32),
        nonce: input.random.bytes(32),
        initiator: opened.initiator,
        localFingerprint: opened.localFingerprint,
        remoteFingerprint: opened.remoteFingerprint,
        ...input.setup,
      };
      if (input.greets !== false) say(greeting(setup));
    },
    frameArrived(_channelId, frame) {
      const joined = joinFrame(partial, frame, MAX_MESSAGE_BYTES);
      if (!joined.ok) throw new Error(`an honest peer sent ${joined.error.tag}`);
      partial = joined.value.partial;
      if (!joined.value.message) return;
      const message = decodeMessage(joined.value.message);
      if (!message.ok || message.value.type === 'skipped') throw new Error('an honest peer sent what cannot be read');
      heard.push(message.value);
      if (message.value.type !== 'hello' || !setup || input.greets === false) return;
      const auth = answerHello(setup, { seen: () => false }, message.value);
      if (auth.ok) say(auth.value);
    },
    bytesDrained() {},
    channelClosed() {
      end = null;
    },
  };
}

/** Alice, and an intruder who holds the keys of a member, or of nobody, on a channel that has settled. */
export function meetIntruder(seed: number, as: 'member' | 'nobody', input: Partial<SimIntruderInput> = {}) {
  const group = createSimGroup(seed, 'alice', 'bob');
  const { source, member } = group.person('alice');
  const keys = as === 'member' ? group.person('bob').keys : signingKeyPair(group.random.bytes(32));
  const eve = createSimIntruder({
    groupId: group.groupId,
    room: { kind: 'group', tag: new Uint8Array(32).fill(3) },
    keys,
    random: group.random,
    ...input,
  });
  group.network.link(member, eve);
  const settle = () => group.network.settle(5_000);
  settle();
  const bob = group.person('bob').source;
  return { group, source, member, eve, bob, settle };
}
