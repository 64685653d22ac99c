/** All questions and watches about mailboxes of one engine, by the numbers that it gave them. */
import type * as v from 'valibot';
import type { engineToNet, netToEngine } from '../../shared/ipc/engine-net.ts';
import { MailLine, type MailLineAnswer } from './mail-line.ts';
import { MailWatch } from './mail-watch.ts';

import type { RoomWorld } from './room.ts';

/** Most questions at once; each is a socket. Further ones wait their turn. */
const MAX_LINES = 8;
/** Most questions that wait. */
const MAX_WAITING = 256;
/** Most watches at once: one or two mailboxes of each group at each of its keepers. */
const MAX_WATCHES = 128;

type Heard<Name extends keyof typeof engineToNet> = v.InferOutput<(typeof engineToNet)[Name]>;
type Question = { readonly kind: 'put' | 'get' } & Heard<'mailPut'>;

/** What they are made of. */
export interface MailParts {
  readonly world: Pick<RoomWorld, 'makeSocket' | 'random' | 'lineTimes'>;
  readonly tell: <Name extends 'mailKept' | 'mailParcels' | 'mailNews'>(
    name: Name,
    payload: v.InferInput<(typeof netToEngine)[Name]>,
  ) => void;
}

/** See the file's head. */
export class MailLines {
  readonly #parts: MailParts;
  readonly #lines = new Set<MailLine>();
  readonly #waiting: Question[] = [];
  readonly #watches = new Map<number, MailWatch>();

  constructor(parts: MailParts) {
    this.#parts = parts;
  }

  /** One function for each event of the engine. */
  readonly onEvent = {
    mailPut: (input: Heard<'mailPut'>) => this.#ask({ kind: 'put', ...input }),
    mailGet: (input: Heard<'mailGet'>) => this.#ask({ kind: 'get', ...input }),
    mailWatch: (input: Heard<'mailWatch'>) => this.#watch(input),
    mailUnwatch: ({ watchId }: Heard<'mailUnwatch'>) => {
      this.#watches.get(watchId)?.close();
      this.#watches.delete(watchId);
    },
  };

  /** Ends everything. */
  close(): void {
    this.#waiting.length = 0;
    for (const line of this.#lines) line.close();
    for (const watch of this.#watches.values()) watch.close();
    this.#lines.clear();
    this.#watches.clear();
  }

  #ask(question: Question): void {
    if (this.#waiting.length >= MAX_WAITING) this.#answer(question, { state: 'silent' });
    else {
      this.#waiting.push(question);
      this.#next();
    }
  }

  #next(): void {
    const { world } = this.#parts;
    const question = this.#lines.size < MAX_LINES ? this.#waiting.shift() : undefined;
    if (!question) return;
    const line = new MailLine({
      server: question.server,
      request: question.request,
      kind: question.kind,
      makeSocket: world.makeSocket,
      answerMs: world.lineTimes.answerMs,
      onAnswer: (answer) => {
        this.#lines.delete(line);
        this.#answer(question, answer);
        this.#next();
      },
    });
    this.#lines.add(line);
  }

  #answer({ kind, askId }: Question, answer: MailLineAnswer): void {
    const { tell } = this.#parts;
    if (kind === 'put') tell('mailKept', { askId, state: answer.state === 'given' ? 'silent' : answer.state });
    else if (answer.state === 'given') {
      tell('mailParcels', { askId, ...answer, parcels: [...answer.parcels] });
    } else tell('mailParcels', { askId, state: answer.state === 'none' ? 'none' : 'silent' });
  }

  #watch({ watchId, server, request }: Heard<'mailWatch'>): void {
    const { world, tell } = this.#parts;
    this.#watches.get(watchId)?.close();
    if (this.#watches.size >= MAX_WATCHES) return;
    const watch = new MailWatch({
      server,
      request,
      makeSocket: world.makeSocket,
      random: world.random,
      times: world.lineTimes,
      onNews: () => tell('mailNews', { watchId }),
    });
    this.#watches.set(watchId, watch);
  }
}
