import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/**
 * Every fuse of a shipped Hearth, by Electron's name. A fuse is a switch in the executable itself, so that nobody can
 * use the program for what it is not for by an argument or an environment variable.
 *
 * @type {Readonly<Record<string, boolean>>}
 */
export const SHIPPED_FUSES = {
  // Hearth is not a Node for whoever finds it.
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  // Nobody attaches a debugger to the process that holds the keys.
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  // We have no snapshot of our own; Electron's one is used for every process.
  LoadBrowserProcessSpecificV8Snapshot: false,
  // Pages come from app://, never from file://.
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

/**
 * The fuses of an executable, by name, as `on`, `off`, or another word for a state that a shipped program must not have.
 *
 * @param {string} executable path of the program, or of the .app on macOS
 * @returns {Promise<Record<string, string>>}
 */
export async function readFuses(executable) {
  const { version: _, ...wire } = await getCurrentFuseWire(executable);
  return Object.fromEntries(
    Object.entries(wire).map(([index, state]) => [
      FuseV1Options[Number(index)] ?? `fuse ${index}`,
      state === FuseState.ENABLE
        ? 'on'
        : state === FuseState.DISABLE
          ? 'off'
          : (FuseState[Number(state)] ?? `state ${state}`),
    ]),
  );
}

/**
 * What is wrong with the fuses that were read, one sentence each. An older runtime has fewer fuses; what it has must be
 * set, and a fuse that nobody decided about is wrong.
 *
 * @param {Record<string, string>} found from {@link readFuses}
 * @returns {string[]}
 */
export function fuseProblems(found) {
  const problems = Object.entries(found).flatMap(([name, state]) => {
    const decided = SHIPPED_FUSES[name];
    if (decided === undefined) return [`${name} is ${state}, and nobody decided about it`];
    const wanted = decided ? 'on' : 'off';
    return state === wanted ? [] : [`${name} is ${state} and should be ${wanted}`];
  });
  // The eight that Electron 33 had; less than these and something else was read.
  return Object.keys(found).length < 8 ? [...problems, 'the program has no fuses that could be read'] : problems;
}

/**
 * Sets every fuse that the executable has. Fails when it has one that is not in {@link SHIPPED_FUSES}.
 *
 * @param {string} executable path of the program, or of the .app on macOS
 */
export async function setFuses(executable) {
  const present = await readFuses(executable);
  const wanted = Object.entries(SHIPPED_FUSES)
    .filter(([name]) => name in present)
    .map(([name, on]) => [FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)], on]);
  const settings = {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    ...Object.fromEntries(wanted),
  };
  await flipFuses(executable, /** @type {import('@electron/fuses').FuseConfig} */ (settings));
}
