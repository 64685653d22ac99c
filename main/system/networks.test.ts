import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { networksOf } from './networks.ts';

const one = (address: string, cidr: string | null, more: Partial<NetworkInterfaceInfo> = {}) =>
  ({
    address,
    cidr,
    netmask: '',
    family: 'IPv4',
    mac: '02:00:00:00:00:01',
    internal: false,
    ...more,
  }) as NetworkInterfaceInfo;
const ROUTES =
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n' +
  'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\n' +
  'wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\n';

describe('the networks of a computer', () => {
  it('[LN12] are its IPv4 addresses with others around them', () => {
    const networks = networksOf(
      {
        lo: [one('127.0.0.1', '127.0.0.1/8', { internal: true })],
        wlan0: [
          one('192.168.1.20', '192.168.1.20/24'),
          one('fe80::1', 'fe80::1/64', { family: 'IPv6', scopeid: 2 } as Partial<NetworkInterfaceInfo>),
        ],
        eth0: [one('169.254.3.4', '169.254.3.4/16')],
        tun0: [one('10.8.0.2', '10.8.0.2/32'), one('10.9.0.2', null)],
        gone: undefined as never,
      },
      ROUTES,
    );
    expect(networks.map(({ device, address, prefix }) => [device, address, prefix])).toEqual([
      ['wlan0', '192.168.1.20', 24],
      ['eth0', '169.254.3.4', 16],
    ]);
  });

  it('[LN12] are others when address, prefix, gateway or device are', () => {
    const idOf = (cidr: string, routes = ROUTES, device = 'wlan0', mac = '02:00:00:00:00:01') =>
      networksOf({ [device]: [one(cidr.split('/')[0] ?? '', cidr, { mac })] }, routes)[0]?.id;
    const ids = [
      idOf('192.168.1.20/24'),
      idOf('192.168.1.21/24'),
      idOf('192.168.1.20/25'),
      idOf('192.168.1.20/24', ''),
      idOf('192.168.1.20/24', ROUTES.replace('0101A8C0', 'FE01A8C0')),
      idOf('192.168.1.20/24', ROUTES, 'wlan1'),
      idOf('192.168.1.20/24', ROUTES, 'wlan0', '02:00:00:00:00:02'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(idOf('192.168.1.20/24')).toBe(ids[0]);
  });
});
