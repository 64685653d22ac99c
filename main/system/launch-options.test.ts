import { describe, expect, it } from 'vitest';
import { readLaunchOptions } from './launch-options.ts';

describe('[NT23] switches', () => {
  it('[NT23] takes the profile from the command line before the environment', () => {
    expect(readLaunchOptions([], {}, false).profileFolder).toBeNull();
    expect(readLaunchOptions(['--profile='], { HEARTH_PROFILE: '' }, false).profileFolder).toBeNull();
    expect(readLaunchOptions([], { HEARTH_PROFILE: '/p/b' }, true).profileFolder).toBe('/p/b');
    expect(readLaunchOptions(['--profile=/p/a'], { HEARTH_PROFILE: '/p/b' }, true).profileFolder).toBe('/p/a');
    expect(readLaunchOptions(['--profile=a'], {}, false).profileFolder).toBe(`${process.cwd()}/a`);
  });
  it('[NT23] a package has dialogs whatever the environment says', () => {
    expect(readLaunchOptions([], { HEARTH_TEST_FILES: '/t' }, false).testFilesFolder).toBe('/t');
    expect(readLaunchOptions([], { HEARTH_TEST_FILES: '/t' }, true).testFilesFolder).toBeNull();
  });
  it('[NT23] a package has the clock of the computer whatever the environment says', () => {
    const env = { HEARTH_TEST_CLOCK_AHEAD_MS: '86400000' };
    expect(readLaunchOptions([], env, false).clockAheadMs).toBe(86_400_000);
    expect(readLaunchOptions([], env, true).clockAheadMs).toBe(0);
    expect(readLaunchOptions([], { HEARTH_TEST_CLOCK_AHEAD_MS: 'x' }, false).clockAheadMs).toBe(0);
  });
  it('[TC12] a package leaves its process at every lock, whatever the switches say', () => {
    expect(readLaunchOptions([], {}, false).staysInProcess).toBe(false);
    expect(readLaunchOptions(['--hearth-same-process'], {}, false).staysInProcess).toBe(true);
    expect(readLaunchOptions(['--hearth-same-process'], {}, true).staysInProcess).toBe(false);
  });
  it('[NT10] addresses are hidden from peers unless asked otherwise', () => {
    expect(readLaunchOptions(['--other'], { HEARTH_LOCAL_PEERS: '1' }, false).localPeers).toBe(false);
    expect(readLaunchOptions(['--hearth-local-peers'], {}, false).localPeers).toBe(true);
  });
});
