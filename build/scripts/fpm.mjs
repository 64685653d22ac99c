#!/usr/bin/env node
/**
 * Stands in for fpm, which electron-builder would download to make a .deb: the same arguments, Debian's own dpkg-deb.
 * electron-builder is told of it by CUSTOM_FPM_PATH (build/scripts/package-app.ts). It knows what electron-builder
 * passes for a .deb, and refuses everything else.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** Options that take one value; `-d` and `--deb-recommends` may come again. */
const VALUED = [
  ['-s', 'source'],
  ['-t', 'target'],
  ['-d', 'depends'],
  ['--deb-recommends', 'recommends'],
  ['--deb-compression', 'compression'],
  ['--deb-priority', 'priority'],
  ['--architecture', 'architecture'],
  ['--after-install', 'postinst'],
  ['--after-remove', 'postrm'],
  ['--description', 'description'],
  ['--version', 'version'],
  ['--package', 'package'],
  ['--name', 'name'],
  ['--maintainer', 'maintainer'],
  ['--vendor', 'vendor'],
  ['--url', 'url'],
  ['--category', 'category'],
  ['--license', 'license'],
];

/** @typedef {{ values: Record<string, string[]>, copies: { from: string, to: string }[] }} Order */

/**
 * The order in fpm's words.
 *
 * @param {readonly string[]} args
 * @returns {Order}
 */
export function parseOrder(args) {
  const names = new Map(/** @type {[string, string][]} */ (VALUED));
  /** @type {Order} */
  const order = { values: {}, copies: [] };
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--force') continue;
    const name = names.get(word);
    if (name !== undefined) {
      index += 1;
      order.values[name] = [...(order.values[name] ?? []), args[index] ?? ''];
    } else if (word.startsWith('-')) {
      throw new Error(`unknown option ${word}`);
    } else {
      const [from, to] = word.split('=');
      if (!from || !to) throw new Error(`${word} does not say what goes where`);
      order.copies.push({ from, to });
    }
  }
  if (order.values.target?.[0] !== 'deb') throw new Error('only packages of type deb are made here');
  return order;
}

/**
 * The text of DEBIAN/control.
 *
 * @param {Order['values']} values
 * @param {number} installedKib size of all files in KiB
 */
export function controlFile(values, installedKib) {
  const one = (/** @type {string} */ name) => values[name]?.[0];
  const [synopsis = '', ...rest] = (one('description') ?? '').split('\n');
  const lines = [
    ['Package', one('name')],
    ['Version', one('version')],
    ['Architecture', one('architecture')],
    ['Maintainer', one('maintainer')],
    ['Installed-Size', `${installedKib}`],
    ['Depends', values.depends?.join(', ')],
    ['Recommends', values.recommends?.join(', ')],
    ['Section', one('category')],
    ['Priority', one('priority')],
    ['Homepage', one('url')],
    ['Description', [synopsis.trim(), ...rest.map((line) => ` ${line.trim() || '.'}`)].join('\n')],
  ];
  return `${lines.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n')}\n`;
}

/** @param {string} folder @returns {string[]} */
const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort();

/** @param {Order} order */
function makeDeb(order) {
  const { values, copies } = order;
  const work = mkdtempSync(join(tmpdir(), 'hearth-deb-'));
  try {
    chmodSync(work, 0o755);
    for (const { from, to } of copies) {
      const target = join(work, to);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(from, target, { recursive: true, verbatimSymlinks: true });
      // Temporary files of electron-builder are for the owner's eyes only.
      if (statSync(target).isFile()) chmodSync(target, 0o644);
    }
    const files = filesUnder(work);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    mkdirSync(join(work, 'DEBIAN'));
    writeFileSync(join(work, 'DEBIAN/control'), controlFile(values, Math.ceil(bytes / 1024)));
    const sums = files.map((file) => {
      const sum = createHash('md5').update(readFileSync(file)).digest('hex');
      return `${sum}  ${relative(work, file)}\n`;
    });
    writeFileSync(join(work, 'DEBIAN/md5sums'), sums.join(''));
    for (const script of ['postinst', 'postrm']) {
      const from = values[script]?.[0];
      if (from !== undefined) writeFileSync(join(work, 'DEBIAN', script), readFileSync(from), { mode: 0o755 });
    }
    execFileSync('chmod', ['-R', 'u+w,go-w,a+rX', work]);
    const compression = values.compression?.[0] === 'gz' ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
    const output = values.package?.[0] ?? '';
    execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', work, output], { stdio: 'inherit' });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) makeDeb(parseOrder(process.argv.slice(2)));
