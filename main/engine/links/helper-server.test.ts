import { describe, expect, it } from 'vitest';
import { checkHelper, helperToIceServer } from './helper-server.ts';

const LOGIN = { user: ' harbour ', password: ' two words ' };
const said = (address: string, login = { user: '', password: '' }): string => {
  const checked = checkHelper({ address, ...login });
  return checked.ok ? checked.value.address : checked.error.tag;
};

describe('[RN1] the address of a helper server', () => {
  it('[RN1] has one form: scheme, host and port, and the usual port where none is given', () => {
    expect(said(' STUN:Meet.Example ')).toBe('stun:meet.example:3478');
    expect(said('stun:192.0.2.1:19302')).toBe('stun:192.0.2.1:19302');
    expect(said('stun:[2001:DB8::1]:3479')).toBe('stun:[2001:db8::1]:3479');
    expect(said('turn:meet.example', LOGIN)).toBe('turn:meet.example:3478');
    expect(said('turns:meet.example', LOGIN)).toBe('turns:meet.example:5349');
  });

  it.each([
    ['https://meet.example', 'HelperSchemeUnknown'],
    ['wss://meet.example', 'HelperSchemeUnknown'],
    ['stuns:meet.example', 'HelperSchemeUnknown'],
    ['javascript:alert(1)', 'HelperSchemeUnknown'],
    ['stun://meet.example', 'HelperAddressPath'],
    ['stun:meet.example/path', 'HelperAddressPath'],
    ['stun:meet.example:3478?transport=udp', 'HelperAddressPath'],
    ['stun:meet.example#part', 'HelperAddressPath'],
    ['', 'HelperAddressInvalid'],
    ['meet.example', 'HelperAddressInvalid'],
    ['meet.example:3478', 'HelperAddressInvalid'],
    ['stun:', 'HelperAddressInvalid'],
    ['stun::3478', 'HelperAddressInvalid'],
    ['stun:meet example', 'HelperAddressInvalid'],
    ['stun:user@meet.example', 'HelperAddressInvalid'],
    ['stun:meet.example:0', 'HelperAddressInvalid'],
    ['stun:meet.example:65536', 'HelperAddressInvalid'],
    ['stun:meet.example:34:78', 'HelperAddressInvalid'],
    ['stun:[2001:db8::g]', 'HelperAddressInvalid'],
    ['stun:[1:2:3]', 'HelperAddressInvalid'],
    [`stun:${'a'.repeat(200)}`, 'HelperAddressInvalid'],
  ])('[RN1] %j is refused: %s', (address, tag) => {
    expect(said(address, LOGIN)).toBe(tag);
  });

  it('[RN1] TURN asks who one is, STUN keeps nothing about it', () => {
    expect(said('turn:meet.example')).toBe('HelperNeedsPassword');
    expect(said('turn:meet.example', { user: 'harbour', password: '' })).toBe('HelperNeedsPassword');
    expect(said('turn:meet.example', { user: '  ', password: 'x' })).toBe('HelperNeedsPassword');
    expect(checkHelper({ address: 'stun:meet.example', ...LOGIN })).toMatchObject({
      value: { user: '', password: '' },
    });
  });

  it('[RN1] a connection is told a user only for TURN, and a password as it was typed', () => {
    const of = (address: string) => {
      const checked = checkHelper({ address, ...LOGIN });
      return checked.ok ? helperToIceServer(checked.value) : null;
    };
    expect(of('stun:a.example')).toEqual({ urls: 'stun:a.example:3478' });
    expect(of('turn:a.example')).toEqual({
      urls: 'turn:a.example:3478',
      username: 'harbour',
      credential: ' two words ',
    });
  });
});
