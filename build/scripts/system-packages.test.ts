import { expect, test } from 'vitest';
import { missingPackages } from './system-packages.ts';

const dpkg = [
  'installed\tlibgtk-3-0t64\tgtk3-im-libthai, libgtk-3-0 (= 3.24.49-3)',
  'installed\txvfb\t',
  'config-files\tfakeroot\t',
].join('\n');

test('what is installed under its own name, or provided under another, is not missing', () => {
  expect(missingPackages(['xvfb', 'libgtk-3-0'], dpkg)).toEqual([]);
});

test('what was removed and left its settings behind is missing', () => {
  expect(missingPackages(['xvfb', 'fakeroot', 'xdotool'], dpkg)).toEqual(['fakeroot', 'xdotool']);
});
