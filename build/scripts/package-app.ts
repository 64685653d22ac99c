/**
 * `npm run package`: makes installable packages in `out/`. Further arguments go to electron-builder (`-- --win nsis`).
 *
 * Where Electron itself cannot be downloaded, the package is made from the stand-in runtime, so that its contents and
 * its installation can be checked on this machine. Such a package says so in its name and must not be given to anybody.
 */
import { rm } from 'node:fs/promises';
import { buildApp } from './build-app.ts';
import { findElectron } from './find-electron.ts';
import { giveUp, isProgram, projectPath, projectRoot, say } from './project.ts';
import { runCommand } from './run-command.ts';
import { needSystemPackages } from './system-packages.ts';

/** The folder that packages are written to. */
export const outFolder = projectPath('out');

/** Makes packages; `args` are electron-builder's. */
export async function packageApp(args: readonly string[]): Promise<void> {
  if (process.platform === 'linux') await needSystemPackages('packaging');
  await buildApp();
  const runtime = await findElectron('package');
  const isStandIn = runtime.origin === 'stand-in';
  if (isStandIn) {
    say(
      `making a package from the stand-in Electron ${runtime.version}. It is for checks on this machine only: ` +
        'do not give it to anybody. To make packages for people, run this where Electron can be downloaded.',
    );
    if (args.length > 0 && !args.includes('--linux')) {
      giveUp('the stand-in Electron is a Linux program, so only packages for Linux can be made here.');
    }
  }
  await rm(outFolder, { recursive: true, force: true });
  const outcome = await runCommand(
    process.execPath,
    [projectPath('node_modules/electron-builder/cli.js'), ...builderArguments(args, isStandIn ? runtime : null)],
    { cwd: projectRoot, output: 'inherit', env: builderEnvironment() },
  );
  if (outcome.code !== 0) giveUp('electron-builder could not make the package; its own words are above.');
  if (isStandIn) say('done: out/. Made from the stand-in Electron, for this machine only. Do not ship it.');
  else say('done: out/.');
}

/**
 * electron-builder's arguments. From the stand-in only the .deb, since what the other formats need is downloaded too;
 * its name says what it is, and its compression is light, since nobody keeps it.
 */
function builderArguments(args: readonly string[], standIn: { folder: string; version: string } | null): string[] {
  const always = ['--config', 'electron-builder.yml', '--publish', 'never'];
  if (standIn === null) return [...always, ...args];
  return [
    ...always,
    ...(args.length > 0 ? args : ['--linux', 'deb']),
    `-c.electronDist=${standIn.folder}`,
    `-c.electronVersion=${standIn.version}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own notation
    '-c.artifactName=${name}-not-for-shipping-${version}-${arch}.${ext}',
    '-c.deb.compression=gz',
  ];
}

function builderEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, USE_HARD_LINKS: 'false' };
  if (process.platform === 'linux') {
    env.CUSTOM_FPM_PATH = projectPath('build/scripts/fpm.mjs');
    env.ELECTRON_BUILDER_7ZIP_PATH = '/usr/bin/7za';
  }
  return env;
}

if (isProgram(import.meta.url)) await packageApp(process.argv.slice(2));
