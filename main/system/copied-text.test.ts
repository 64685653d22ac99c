import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COPIED_MS, CopiedText, type TextClipboard } from './copied-text.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function fakeClipboard(): TextClipboard & { text: string } {
  return {
    text: '',
    readText() {
      return this.text;
    },
    writeText(text) {
      this.text = text;
    },
    clear() {
      this.text = '';
    },
  };
}

it('[NT24] what was copied is cleared after a minute, what somebody else copied stays', async () => {
  const clipboard = fakeClipboard();
  const copied = new CopiedText(clipboard);
  await copied.copy('hearth://join/#one');
  await vi.advanceTimersByTimeAsync(COPIED_MS - 1);
  await copied.copy('hearth://join/#two');
  await vi.advanceTimersByTimeAsync(COPIED_MS - 1);
  expect(clipboard.text).toBe('hearth://join/#two');
  await vi.advanceTimersByTimeAsync(1);
  expect(clipboard.text).toBe('');
  await copied.copy('hearth://join/#three');
  clipboard.text = 'a shopping list';
  await vi.advanceTimersByTimeAsync(COPIED_MS);
  expect(clipboard.text).toBe('a shopping list');
});

it('[NT24] a lock clears it at once', async () => {
  const clipboard = fakeClipboard();
  const copied = new CopiedText(clipboard);
  await copied.copy('secret');
  await copied.clear();
  expect(clipboard.text).toBe('');
  clipboard.text = 'secret';
  await vi.advanceTimersByTimeAsync(COPIED_MS);
  expect(clipboard.text).toBe('secret');
});
