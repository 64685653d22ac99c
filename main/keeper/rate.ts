/**
 * A token bucket: `perSecond` messages a second on average, `burst` at once.
 * A burst is normal: whoever meets twelve members sends each an offer and some
 * ten candidates within a second.
 */
export class Rate {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** `now` counts milliseconds and never goes back. */
  constructor(perSecond: number, burst: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#at = now();
  }

  #refill(): void {
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }

  /** Takes one token, or as many as asked for; false when there are not so many, and then none is taken. */
  take(count = 1): boolean {
    this.#refill();
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** Milliseconds until `tokens` can be taken (at most the burst). */
  waitMs(tokens: number): number {
    this.#refill();
    const missing = Math.min(tokens, this.#burst) - this.#tokens;
    return missing <= 0 ? 0 : Math.ceil((missing / this.#perSecond) * 1000);
  }
}
