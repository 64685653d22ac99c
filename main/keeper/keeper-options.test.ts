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
        stunPort: null,
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
  it('[NT6] answers STUN only when it is told where', () => {
    expect(read(['--stun-port=3478'])).toMatchObject({ value: { stunPort: 3_478 } });
    expect(read(['--stun-port=0'])).toMatchObject({ value: { stunPort: 0 } });
  });
  it.each([
    '--stun-port=65536',
    '--port=65536',
    '--port=-1',
    '--port=1e3',
    '--port=',
    'port=1',
    '--verbose',
    '--max-sockets=many',
    '--max-boxes=-1',
  ])('[NT6] names %s as the option it cannot use', (option) => {
    expect(read([option])).toEqual({ ok: false, error: { tag: 'OptionRefused', option } });
  });
});
