/** Putting text on a page as a keyboard does, and finding it again. */
import type { Locator } from 'playwright-core';

/** Types text with its paragraphs into a page for writing. */
export async function type(editor: Locator, text: string): Promise<void> {
  await editor.click();
  const page = editor.page();
  for (const [index, paragraph] of text.split('\n').entries()) {
    if (index > 0) await page.keyboard.press('Enter');
    await page.keyboard.insertText(paragraph);
  }
}

/** The beginning of a text, as lists show it. */
export const firstWords = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 40);
