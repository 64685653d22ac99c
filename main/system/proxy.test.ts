import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkProxy, readProxy, writeProxy } from './proxy-file.ts';
import { ProxyLine } from './proxy-line.ts';
import { probeSocks } from './socks-probe.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-proxy-'));
  path = join(folder, 'proxy.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plain = (text: string): string | null => {
  const checked = checkProxy(text);
  return checked.ok ? checked.value : null;
};

describe('[RN6] the address of a proxy', () => {
  it('[RN6] is a host and a port, in one form', () => {
    expect(plain(' 127.0.0.1:9050 ')).toBe('127.0.0.1:9050');
    expect(plain('SOCKS5://Proxy.Example:1080/')).toBe('proxy.example:1080');
    expect(plain('[::1]:09050')).toBe('[::1]:9050');
  });
  it.each([
    '',
    '127.0.0.1',
    ':9050',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    'http://proxy.example:80',
    'user:secret@proxy.example:80',
    'proxy.example:80/path',
    'a.example:80;direct://',
    'a.example:80,b.example:80',
    'two words:80',
    '[::g]:80',
    `${'a'.repeat(200)}:80`,
  ])('[RN6] is not %j', (text) => expect(plain(text)).toBeNull());
});

describe('[RN6] the file', () => {
  it('[RN6] keeps one, or none', () => {
    expect(readProxy(path)).toBeNull();
    writeProxy(path, '127.0.0.1:9050');
    expect(readProxy(path)).toBe('127.0.0.1:9050');
    writeProxy(path, null);
    expect(readProxy(path)).toBeNull();
    expect(readdirSync(folder)).toEqual(['proxy.json']);
  });
  it.each(['', '{', 'null', '{"address":7}', '{"address":"direct"}', '{"address":"a.example:80,direct://"}', '\0'])(
    '[RN6] that holds %j is not taken for none',
    (content) => {
      writeFileSync(path, content);
      expect(readProxy(path)).toBe('unreadable');
    },
  );
  it('[RN6] that is a folder is not taken for none', () => {
    mkdirSync(path);
    expect(readProxy(path)).toBe('unreadable');
  });
});

describe('[RN6] the line', () => {
  const told: unknown[] = [];
  const line = (): ProxyLine =>
    new ProxyLine({
      path,
      sessions: [
        {
          setProxy: async (config) => void told.push(config),
          closeAllConnections: async () => void told.push('closed'),
        },
      ],
      probe: async () => 'silent',
      renewNet: () => told.push('renewed'),
    });
  beforeEach(() => {
    told.length = 0;
  });

  it('[RN6] gives Chromium one proxy and no way around it', async () => {
    writeProxy(path, '127.0.0.1:9050');
    const proxy = line();
    expect(proxy.isOn).toBe(true);
    await proxy.apply();
    expect(told).toEqual([
      { mode: 'fixed_servers', proxyRules: 'socks5://127.0.0.1:9050', proxyBypassRules: '<-loopback>' },
      'closed',
    ]);
    expect(await proxy.view()).toEqual({ address: '127.0.0.1:9050', state: 'silent' });
  });

  it('[RN6] sends nothing anywhere when the setting cannot be read', async () => {
    writeFileSync(path, 'rubbish');
    const proxy = line();
    expect(proxy.isOn).toBe(true);
    await proxy.apply();
    expect(told[0]).toMatchObject({ mode: 'fixed_servers', proxyRules: 'socks5://127.0.0.1:1' });
    expect(await proxy.view()).toEqual({ address: null, state: 'unreadable' });
  });

  it('[RN6] is changed on the disk first, then closes what is open and renews the net page', async () => {
    const proxy = line();
    await proxy.apply();
    expect(told).toEqual([{ mode: 'direct' }, 'closed']);
    told.length = 0;
    expect(await proxy.change('socks5://a.example:1080')).toMatchObject({ ok: true });
    expect(told.slice(1)).toEqual(['closed', 'renewed']);
    expect(readProxy(path)).toBe('a.example:1080');
    told.length = 0;
    expect(await proxy.change('a.example')).toEqual({ ok: false, error: { tag: 'ProxyAddressInvalid' } });
    expect(told).toEqual([]);
    await proxy.change(null);
    expect(proxy.isOn).toBe(false);
  });

  it('[RN6] stays as it was when the disk is full (ENOSPC)', async () => {
    writeProxy(path, 'a.example:1080');
    const proxy = line();
    symlinkSync('/dev/full', `${path}.tmp`);
    await expect(proxy.change(null)).rejects.toThrow('ENOSPC');
    expect(proxy.isOn).toBe(true);
    expect(told).toEqual([]);
    expect(readProxy(path)).toBe('a.example:1080');
  });
});

describe('[RN6] whether it answers', () => {
  let server: Server | null = null;
  afterEach(() => server?.close());
  const answering = (answer: Uint8Array | null): Promise<string> =>
    new Promise((resolve) => {
      const opened = createServer((socket) => {
        socket.once('data', () => (answer === null ? socket.end() : socket.write(answer)));
      });
      server = opened.listen(0, '127.0.0.1', () => {
        resolve(`127.0.0.1:${(opened.address() as AddressInfo).port}`);
      });
    });

  it('[RN6] a SOCKS5 proxy without a login does', async () => {
    expect(await probeSocks(await answering(Uint8Array.of(5, 0)))).toBe('answers');
  });
  it.each([
    ['one that wants a login', Uint8Array.of(5, 0xff)],
    ['another service', new Uint8Array(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))],
    ['one that hangs up', null],
  ])('[RN6] %s does not', async (_name, answer) => {
    expect(await probeSocks(await answering(answer))).toBe('silent');
  });
  it('[RN6] nobody does not', async () => {
    const address = await answering(null);
    await new Promise((resolve) => server?.close(resolve));
    expect(await probeSocks(address)).toBe('silent');
  });
});
