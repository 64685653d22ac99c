import { describe, expect, it } from 'vitest';
import { readKeeperOptions } from './keeper-options.ts';

const read = (args: readonly string[], env = {}) => readKeeperOptions(args, env);

describe('[NT6] options of the keeper', () => {
  it('[NT6] is open to this machine only unless it is told otherwise', () => {
    expect(read([])).toEqual({
      ok: true,
      value: {
        host: '127.0.0.1',
        port: 4444,
        maxSockets: 10_000,
        maxSocketsPerAddress: 128,
        maxBoxes: 10_000,
        store: null,
        maxStoreMib: 4_096,
        tickets: null,
        postgres: null,
        redis: null,
      },
    });
  });
  it('[NT6] takes the command line before the environment', () => {
    const env = { HEARTH_KEEPER_HOST: '192.0.2.1', HEARTH_KEEPER_PORT: '80' };
    expect(read([], env)).toMatchObject({ value: { host: '192.0.2.1', port: 80 } });
    expect(
      read(['--port=0', '--host=::', '--max-sockets=5', '--max-sockets-per-address=0', '--max-boxes=0'], env),
    ).toMatchObject({
      value: { host: '::', port: 0, maxSockets: 5, maxSocketsPerAddress: 0, maxBoxes: 0 },
    });
  });
  it('[KP13] takes the paths of its store, tickets and servers from either, and one store only', () => {
    const env = { HEARTH_KEEPER_STORE: '/a', HEARTH_KEEPER_TICKETS: '/t', HEARTH_KEEPER_MAX_STORE_MIB: '7' };
    expect(read(['--store=/b', '--redis=/r'], env)).toMatchObject({
      value: { store: '/b', tickets: '/t', redis: '/r', postgres: null, maxStoreMib: 7 },
    });
    expect(read(['--postgres=/p'], env)).toMatchObject({ ok: false });
  });
  it.each([
    '--port=65536',
    '--port=-1',
    '--port=1e3',
    '--port=',
    'port=1',
    '--verbose',
    '--max-sockets=many',
    '--max-boxes=-1',
    '--store=',
    '--max-store-mib=1g',
  ])('[NT6] names %s as the option it cannot use', (option) => {
    expect(read([option])).toEqual({ ok: false, error: { tag: 'OptionRefused', option } });
  });
});
