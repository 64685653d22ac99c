import { describe, expect, it } from 'vitest';
import { pageFile, startAddress } from './page-files.ts';

const app = (address: string) => pageFile('app', address, '/dist/renderer');

describe('[NT20] the files behind our own scheme', () => {
  it('[NT20] serves what the build made, each page under its own origin', () => {
    expect(app(startAddress('app'))).toEqual({
      path: '/dist/renderer/app/index.html',
      type: 'text/html; charset=utf-8',
    });
    expect(app('app://hearth/')).toEqual(app('app://hearth/index.html'));
    expect(app('app://hearth/assets/index-DvU9ZUYS.js?x=1#y')).toEqual({
      path: '/dist/renderer/app/assets/index-DvU9ZUYS.js',
      type: 'text/javascript; charset=utf-8',
    });
    expect(pageFile('net', 'app://net/net.html', '/d')).toMatchObject({ path: '/d/net/net.html' });
  });
  it.each([
    'app://hearth/../net/net.html',
    'app://hearth/assets/../../main/main.js',
    'app://hearth/%2e%2e/main/main.js',
    'app://hearth/..%2fmain.js',
    'app://hearth/assets\\..\\main.js',
    'app://hearth//etc/passwd.js',
    'app://hearth/.hidden.js',
    'app://hearth/a/b/c/d/e.js',
    'app://hearth/assets/',
    'app://hearth/assets/x',
    'app://hearth/x.exe',
    'app://hearth/x.js.map',
    'app://hearth/x.js\0.png',
    'app://hearth/ü.js',
    'app://hearth',
    'app://hearth.evil/index.html',
    'app://hearth@evil/index.html',
    'app://net/net.html',
    'app://NET/net.html',
    'file:///etc/passwd.html',
    'https://hearth/index.html',
    '',
  ])('[NT20] has nothing at %s for the ui', (address) => {
    expect(app(address)).toBeNull();
  });
});
