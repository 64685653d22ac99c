import type { AppParts } from '../../app-parts.ts';

/** Saves what is being written, then asks main to end the engine and this page. */
export async function lockNow({ openPages, main }: AppParts): Promise<void> {
  await openPages.saveAll();
  await main.ask.lock({});
}
