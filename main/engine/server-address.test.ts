import { describe, expect, it } from 'vitest';
import { checkServerAddress, checkServerAddresses } from './server-address.ts';

const plain = (text: string): string | null => {
  const checked = checkServerAddress(text);
  return checked.ok ? checked.value : null;
};

describe('the address of a meeting place', () => {
  it('[AD1] is ws or wss with a host, in its plain form', () => {
    expect(plain(' WSS://Meet.Example/ ')).toBe('wss://meet.example');
    expect(plain('ws://localhost:4444')).toBe('ws://localhost:4444');
    expect(plain('ws://192.168.1.7:4444/room?x=1')).toBe('ws://192.168.1.7:4444/room?x=1');
    expect(plain('wss://[::1]:4444/')).toBe('wss://[::1]:4444');
  });

  it.each([
    '',
    'meet.example',
    'https://meet.example',
    'ws://',
    'ws:///path',
    'wss://user:secret@meet.example',
    'wss://user@meet.example',
    'wss://meet.example/#part',
    'wss://meet.example/ x',
    'wss://meet.example:99999',
    'javascript:alert(1)',
    `wss://${'a'.repeat(200)}.example`,
  ])('[AD1] is not %j', (text) => {
    expect(checkServerAddress(text)).toEqual({ ok: false, error: { tag: 'ServerAddressInvalid' } });
  });

  it('[AD1] is counted once in a list, and one wrong one refuses the list', () => {
    const list = checkServerAddresses(['wss://a.example', 'wss://A.example/', 'ws://b.example']);
    expect(list).toEqual({ ok: true, value: ['wss://a.example', 'ws://b.example'] });
    expect(checkServerAddresses(['wss://a.example', 'nonsense']).ok).toBe(false);
  });
});
