import { describe, expect, it } from 'vitest';
import { type KeyPress, ownKey } from './own-keys.ts';

const press = (part: Partial<KeyPress>): KeyPress => ({
  type: 'keyDown',
  key: 'h',
  code: 'KeyH',
  control: true,
  meta: false,
  shift: false,
  alt: false,
  isAutoRepeat: false,
  ...part,
});
const onMac = { control: false, meta: true } as const;

describe('[TC5] the keys that main takes', () => {
  it.each<[string, Partial<KeyPress>, NodeJS.Platform, string | null]>([
    ['Ctrl H', {}, 'linux', 'hide'],
    ['Ctrl H with Caps Lock', { key: 'H' }, 'win32', 'hide'],
    ['Ctrl H on a Greek keyboard', { key: 'η' }, 'linux', 'hide'],
    ['the place of H where another letter is written', { key: 'd' }, 'linux', null],
    ['H elsewhere on the keyboard', { code: 'KeyJ' }, 'linux', 'hide'],
    ['Ctrl Shift H', { shift: true, key: 'H' }, 'linux', null],
    ['Alt with it', { alt: true }, 'linux', null],
    ['H alone', { control: false }, 'linux', null],
    ['the key going up', { type: 'keyUp' }, 'linux', null],
    ['the key held down', { isAutoRepeat: true }, 'linux', null],
    ['⌘ H on a Mac, which is the system’s', onMac, 'darwin', null],
    ['⌘ ⇧ H on a Mac', { ...onMac, shift: true }, 'darwin', 'hide'],
    ['Ctrl H on a Mac, which deletes a letter there', {}, 'darwin', null],
    ['Ctrl L', { key: 'l', code: 'KeyL' }, 'linux', 'lock'],
    ['⌘ L on a Mac', { ...onMac, key: 'l', code: 'KeyL' }, 'darwin', 'lock'],
    ['Ctrl N', { key: 'n', code: 'KeyN' }, 'linux', null],
  ])('[TC5] %s', (_name, part, platform, asks) => {
    expect(ownKey(press(part), platform)).toBe(asks);
  });
});
