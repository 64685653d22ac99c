import { dirname, join, basename } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';
import { aliases } from '../config/aliases.ts';
import type { AppEntry } from './app-entries.ts';
import { projectPath, projectRoot } from './project.ts';

/** The oldest Electron that Hearth runs on is 33: Chromium 130 and Node 20.18. */
const PAGE_TARGET = 'chrome130';
const NODE_TARGET = 'node20.18';

/** Not bundled: Electron is the runtime, and the store is native code with files of its own beside it. */
export const EXTERNAL_PACKAGES = ['electron', '@signalapp/sqlcipher'];

/** Vite's configuration for one entry, written to `dist`. */
export function viteBuild(entry: AppEntry, dist: string, sourcemaps: boolean): InlineConfig {
  const common: InlineConfig = {
    configFile: false,
    envDir: false,
    logLevel: 'warn',
    mode: 'production',
    resolve: { alias: aliases(projectRoot) },
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  const output = join(dist, entry.output);
  switch (entry.kind) {
    case 'node':
      return {
        ...common,
        root: projectRoot,
        ssr: { noExternal: true, external: EXTERNAL_PACKAGES, target: 'node' },
        build: {
          ssr: projectPath(entry.source),
          outDir: dirname(output),
          emptyOutDir: false,
          target: NODE_TARGET,
          sourcemap: sourcemaps,
          minify: false,
          rolldownOptions: {
            external: EXTERNAL_PACKAGES,
            output: { format: 'es', entryFileNames: basename(output), codeSplitting: false },
          },
        },
      };
    case 'preload':
      // A sandboxed preload is one CommonJS file that can require nothing but `electron`.
      return {
        ...common,
        root: projectRoot,
        ssr: { noExternal: true, external: ['electron'], target: 'webworker' },
        build: {
          ssr: projectPath(entry.source),
          outDir: dirname(output),
          emptyOutDir: false,
          target: PAGE_TARGET,
          sourcemap: false,
          minify: false,
          rolldownOptions: {
            external: ['electron'],
            output: { format: 'cjs', entryFileNames: basename(output), codeSplitting: false },
          },
        },
      };
    case 'page':
      return {
        ...common,
        root: dirname(projectPath(entry.source)),
        base: './',
        publicDir: false,
        plugins: [react()],
        css: { modules: { generateScopedName: sourcemaps ? '[name]-[local]' : '[hash:base64:6]' } },
        build: {
          outDir: dirname(output),
          emptyOutDir: false,
          target: PAGE_TARGET,
          sourcemap: sourcemaps,
          // Our CSP names 'self' alone: no data: for fonts and pictures, no inline scripts, no polyfill that fetches.
          assetsInlineLimit: 0,
          modulePreload: { polyfill: false },
          chunkSizeWarningLimit: 2_000,
          reportCompressedSize: false,
          rolldownOptions: { input: projectPath(entry.source) },
        },
      };
  }
}
