import { join } from 'node:path';
import { setFuses } from './fuses.mjs';

/**
 * electron-builder calls this when the app is in place and not yet signed. The builder's own `electronFuses` knows
 * neither the newest fuse nor the strict mode, so the fuses are set here.
 *
 * @param {import('electron-builder').AfterPackContext} context
 */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename;
  const executable = {
    darwin: `${name}.app`,
    mas: `${name}.app`,
    win32: `${name}.exe`,
    linux: /** @type {{ executableName?: string }} */ (packager).executableName ?? name,
  }[electronPlatformName];
  if (executable === undefined) throw new Error(`no fuses are known for ${electronPlatformName}`);
  await setFuses(join(appOutDir, executable));
}
