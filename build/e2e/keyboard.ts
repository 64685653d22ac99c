/** A person who uses the keyboard alone. */
import type { Person } from './person.ts';

/** The accessible name, or the first words, of what has the focus. */
export const focused = (person: Person): Promise<string> =>
  person.page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : undefined;
    return (element.getAttribute('aria-label') ?? label ?? element.innerText).trim();
  });

/** Presses Tab until what has the focus begins with `name`; a page has fewer than 60 stops. */
export async function tabTo(person: Person, name: string): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    const at = await focused(person);
    if (at.startsWith(name)) return;
    seen.push(at);
    await person.page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to "${name}", only to ${JSON.stringify(seen)}`);
}
