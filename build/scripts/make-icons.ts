/**
 * Makes every form of the app's icon from build/resources/icon.svg: PNGs for Linux, .ico for Windows, .icns for macOS.
 * Run after the drawing has changed (`npm run icons`); the results are committed, since packaging
 * must not depend on a drawing program.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IconPicture, icnsOf, icoOf } from './icon-files.ts';
import { projectPath, say } from './project.ts';
import { outputOf } from './run-command.ts';
import { needSystemPackages } from './system-packages.ts';

/** Edges in pixels of the files that Linux desktops look for. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
const MAC_SIZES = [128, 256, 512, 1024];

await needSystemPackages('drawing');
const work = await mkdtemp(join(tmpdir(), 'hearth-icons-'));
const pictures = new Map<number, IconPicture>();
for (const size of new Set([...LINUX_SIZES, ...WINDOWS_SIZES, ...MAC_SIZES])) {
  const file = join(work, `${size}.png`);
  const svg = projectPath('build/resources/icon.svg');
  await outputOf('rsvg-convert', ['-w', `${size}`, '-h', `${size}`, '-o', file, svg]);
  pictures.set(size, { size, png: await readFile(file) });
}
await rm(work, { recursive: true });
const only = (sizes: readonly number[]): IconPicture[] => sizes.map((size) => pictures.get(size)!);

await mkdir(projectPath('build/resources/icons'), { recursive: true });
for (const { size, png } of only(LINUX_SIZES)) {
  await writeFile(projectPath(`build/resources/icons/${size}x${size}.png`), png);
}
await writeFile(projectPath('build/resources/icon.ico'), icoOf(only(WINDOWS_SIZES)));
await writeFile(projectPath('build/resources/icon.icns'), icnsOf(only(MAC_SIZES)));
say(`drew ${pictures.size} sizes of the icon.`);
