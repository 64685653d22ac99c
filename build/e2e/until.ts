/** How often a fact is asked for, in milliseconds. It bounds how late we notice, never how long anything may take. */
const ASK_AGAIN_MS = 50;

/**
 * Asks `look` again and again until it answers with something, and hands that on. Throws with `fact` when the limit (ms)
 * has passed: a generous one, since it decides only how long a broken app is waited for.
 */
export async function until<T>(
  fact: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s for ${fact}`);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
