/** The one door to libsodium. Nothing outside `shared/crypto` imports it. */
import sodium from 'libsodium-wrappers-sumo';

/** Resolves when the WASM module is loaded; composition roots and test set-ups await it once. */
export const cryptoReady: Promise<void> = sodium.ready;
export { sodium };
