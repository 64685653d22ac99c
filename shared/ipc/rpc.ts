/**
 * One table per pair of processes: requests by name with the schema of their
 * input, and events by name with the schema of their payload. Client, server,
 * bridge and checks are derived from the table; no channel name is typed twice.
 *
 * On the wire (structured clone over a MessagePort):
 *   request  { id, name, input }      answer { id, result }   (a Result)
 *   event    { event, payload }
 */
import * as v from 'valibot';
import { err, type Result } from '../result.ts';
import type { AppError } from './errors.ts';

/** A schema for what a request takes or an event carries. */
export type Schema = v.GenericSchema;

/** Requests of one direction: input schema, and the answer's type (answers come from our own more trusted side). */
export interface RequestSpec<Input extends Schema = Schema, Output = unknown> {
  readonly input: Input;
  /** Only a type; nothing exists at run time. */
  readonly output?: Output;
}
/** `request(v.object({…})).gives<Answer>()` */
export const request = <Input extends Schema>(input: Input) => ({
  gives: <Output>(): RequestSpec<Input, Output> => ({ input }),
});

export type RequestTable = Readonly<Record<string, RequestSpec<Schema, unknown>>>;
export type EventTable = Readonly<Record<string, Schema>>;

export type InputOf<Spec> = Spec extends RequestSpec<infer Input, unknown> ? v.InferOutput<Input> : never;
export type OutputOf<Spec> = Spec extends RequestSpec<Schema, infer Output> ? Output : never;

/** The functions a server must have: one for each request of the table. */
export type Handlers<Table extends RequestTable> = {
  readonly [Name in keyof Table]: (
    input: InputOf<Table[Name]>,
  ) => Promise<Result<OutputOf<Table[Name]>, AppError>> | Result<OutputOf<Table[Name]>, AppError>;
};
/** The functions a client has: one for each request of the table. */
export type Client<Table extends RequestTable> = {
  readonly [Name in keyof Table]: (input: InputOf<Table[Name]>) => Promise<Result<OutputOf<Table[Name]>, AppError>>;
};

/** What client and server need of a port; `MessagePort`, `MessagePortMain` and parent ports are wrapped to it. */
export interface Port {
  send(message: unknown): void;
  /** Sets the one listener. */
  receive(listener: (message: unknown) => void): void;
}

const RequestMessage = v.object({ id: v.pipe(v.number(), v.safeInteger()), name: v.string(), input: v.unknown() });
const AnswerMessage = v.object({
  id: v.pipe(v.number(), v.safeInteger()),
  result: v.variant('ok', [
    v.object({ ok: v.literal(true), value: v.unknown() }),
    v.object({ ok: v.literal(false), error: v.looseObject({ tag: v.string() }) }),
  ]),
});
const EventMessage = v.object({ event: v.string(), payload: v.unknown() });

/** Both ends of one port: it serves `served` with `handlers`, calls `called`, emits and hears events. */
export interface Endpoint<Called extends RequestTable, Emitted extends EventTable> {
  readonly call: Client<Called>;
  emit<Name extends keyof Emitted & string>(name: Name, payload: v.InferInput<Emitted[Name]>): void;
}

/** What an endpoint is made of. `onDefect` gets what a handler threw: the edge where defects are caught. */
export interface EndpointParts<Served extends RequestTable, Called extends RequestTable, Heard extends EventTable> {
  readonly port: Port;
  readonly served: Served;
  readonly handlers: Handlers<Served>;
  readonly called: Called;
  readonly heard: Heard;
  readonly onEvent: { readonly [Name in keyof Heard]: (payload: v.InferOutput<Heard[Name]>) => void };
  readonly onDefect: (where: string, defect: unknown) => void;
}

/** Connects tables to a port. A message that fits no schema is answered or dropped, never acted on. */
export function createEndpoint<
  Served extends RequestTable,
  Called extends RequestTable,
  Heard extends EventTable,
  Emitted extends EventTable,
>(parts: EndpointParts<Served, Called, Heard>): Endpoint<Called, Emitted> {
  const waiting = new Map<number, (result: Result<never, AppError>) => void>();
  let nextId = 1;

  const answer = async (id: number, name: string, input: unknown): Promise<void> => {
    const spec = Object.hasOwn(parts.served, name) ? parts.served[name] : undefined;
    if (!spec) return parts.port.send({ id, result: err({ tag: 'IpcRefused' }) });
    const parsed = v.safeParse(spec.input, input);
    if (!parsed.success) return parts.port.send({ id, result: err({ tag: 'IpcRefused' }) });
    try {
      const handler = parts.handlers[name] as (value: unknown) => Promise<Result<unknown, AppError>>;
      parts.port.send({ id, result: await handler(parsed.output) });
    } catch (defect) {
      parts.onDefect(name, defect);
      parts.port.send({ id, result: err({ tag: 'Unexpected' }) });
    }
  };

  parts.port.receive((message) => {
    const asRequest = v.safeParse(RequestMessage, message);
    if (asRequest.success && 'name' in (message as object)) {
      void answer(asRequest.output.id, asRequest.output.name, asRequest.output.input);
      return;
    }
    const asAnswer = v.safeParse(AnswerMessage, message);
    if (asAnswer.success) {
      waiting.get(asAnswer.output.id)?.(asAnswer.output.result as Result<never, AppError>);
      waiting.delete(asAnswer.output.id);
      return;
    }
    const asEvent = v.safeParse(EventMessage, message);
    if (!asEvent.success || !Object.hasOwn(parts.heard, asEvent.output.event)) return;
    const payload = v.safeParse(parts.heard[asEvent.output.event] as Schema, asEvent.output.payload);
    if (!payload.success) return;
    try {
      parts.onEvent[asEvent.output.event]?.(payload.output as never);
    } catch (defect) {
      parts.onDefect(asEvent.output.event, defect);
    }
  });

  const call = Object.fromEntries(
    Object.keys(parts.called).map((name) => [
      name,
      (input: unknown) =>
        new Promise((resolve) => {
          const id = nextId++;
          waiting.set(id, resolve);
          parts.port.send({ id, name, input });
        }),
    ]),
  ) as unknown as Client<Called>;

  return { call, emit: (event, payload) => parts.port.send({ event, payload }) };
}
