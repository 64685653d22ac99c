/** Runs once before all whole-app tests: the system's packages, an Electron, a fresh build and one virtual display. */
import type { TestProject } from 'vitest/node';
import { openDisplay } from '../scripts/display.ts';
import { electronCommand } from '../scripts/launch.ts';
import { needSystemPackages } from '../scripts/system-packages.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Name of the display that the tests' windows appear on; empty where the system has no X. */
    displayName: string;
  }
}

/** Provides what the tests need; the answer takes it away again. */
export default async function setUp(project: TestProject): Promise<() => void> {
  await needSystemPackages('electron', 'display', 'tracing', 'pressing');
  await electronCommand();
  const display = await openDisplay({ alwaysVirtual: true });
  project.provide('displayName', display.name ?? '');
  return () => display.close();
}
