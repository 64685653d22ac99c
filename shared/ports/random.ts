/** The only source of chance for `shared/`; seeded in tests and simulations, the system's generator in the app. */
export interface Random {
  /** `length` fresh unpredictable bytes. Implementations fetch in batches: single draws cost 50 µs in Node. */
  bytes(length: number): Uint8Array;
}
