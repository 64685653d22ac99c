import { describe, expect, test } from 'vitest';
import { controlFile, parseOrder } from './fpm.mjs';

const ORDER = [
  ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'libnss3', '-d', 'libgtk-3-0 | libgtk-3-0t64'],
  ...['--architecture', 'amd64', '--description', 'Short\n Longer words.', '--version', '1.2.3', '--name', 'hearth'],
  ...['--maintainer', 'A <a@example.invalid>', 'out/linux-unpacked/=/opt/Hearth'],
];

test('what electron-builder asks of fpm becomes a control file', () => {
  const order = parseOrder(ORDER);
  expect(order.copies).toEqual([{ from: 'out/linux-unpacked/', to: '/opt/Hearth' }]);
  expect(controlFile(order.values, 42)).toBe(
    [
      'Package: hearth',
      'Version: 1.2.3',
      'Architecture: amd64',
      'Maintainer: A <a@example.invalid>',
      'Installed-Size: 42',
      'Depends: libnss3, libgtk-3-0 | libgtk-3-0t64',
      'Description: Short',
      ' Longer words.',
      '',
    ].join('\n'),
  );
});

describe('an order that it cannot carry out is refused', () => {
  test.each([
    ['another format', ['-t', 'rpm'], 'only packages of type deb'],
    ['an option it does not know', ['-t', 'deb', '--deb-systemd', 'x'], 'unknown option --deb-systemd'],
    ['a file without a place', ['-t', 'deb', 'file'], 'does not say what goes where'],
  ])('%s', (_, args, words) => {
    expect(() => parseOrder(args)).toThrow(words);
  });
});
