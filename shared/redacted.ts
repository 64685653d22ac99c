/**
 * Holds a secret so that printing, serialising or logging it shows nothing.
 * `reveal` is the only way out, which makes every use easy to search for.
 */
export class Redacted<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** The secret itself. Never pass the result to a log, a title, a URL or an argument list. */
  reveal(): T {
    return this.#value;
  }
  toString(): string {
    return '[redacted]';
  }
  toJSON(): string {
    return '[redacted]';
  }
  /** What Node's `console.log` and `util.inspect` show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}
