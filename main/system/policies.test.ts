import { describe, expect, it } from 'vitest';
import { isAllowedAddress, pageHeaders } from './policies.ts';

describe('what pages may do', () => {
  it('[NT20] the ui’s policy allows its own files, pictures in memory, and no connection', () => {
    expect(pageHeaders('app')['content-security-policy']?.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'none'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' blob:",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });
  it('[NT20] the net page’s policy allows sockets and nothing to look at', () => {
    expect(pageHeaders('net')['content-security-policy']?.split('; ').sort()).toEqual([
      "base-uri 'none'",
      'connect-src ws: wss:',
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
    ]);
  });
  it('[NT20] [TC6] the calendar’s policy allows its own script and style, and nothing else', () => {
    expect(pageHeaders('calendar')['content-security-policy']?.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(isAllowedAddress('calendar', 'app://calendar/calendar.html', false)).toBe(true);
    for (const address of ['app://hearth/index.html', 'ws://127.0.0.1:4444/', 'https://example.org/'])
      expect(isAllowedAddress('calendar', address, false)).toBe(false);
  });
  it('[NT21] a session asks for its own page’s addresses; only the net page’s opens sockets', () => {
    const allowed = (page: 'app' | 'net', devTools = false) =>
      [
        'app://hearth/index.html',
        'app://net/net.html',
        'blob:app://hearth/1',
        'ws://127.0.0.1:4444/',
        'wss://meet.example/',
        'https://example.org/',
        'http://127.0.0.1/',
        'file:///etc/passwd',
        'data:text/html,x',
        'devtools://devtools/x',
        'chrome-extension://a/b',
        'app://hearth.evil/x',
        'about:blank',
      ].filter((address) => isAllowedAddress(page, address, devTools));
    expect(allowed('app')).toEqual(['app://hearth/index.html', 'blob:app://hearth/1']);
    expect(allowed('net')).toEqual(['app://net/net.html', 'ws://127.0.0.1:4444/', 'wss://meet.example/']);
    expect(allowed('app', true)).toContain('devtools://devtools/x');
  });
});
