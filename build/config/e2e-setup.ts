import { electronCommand, openDisplay } from '../scripts/launch.ts';

/**
 * Before the whole-app tests: builds the app, finds an Electron, and brings a display that nobody looks at, so that the
 * tests neither disturb the person at this computer nor depend on what is on their screen. Tests find it in DISPLAY.
 *
 * @returns what ends the display after the tests
 */
export default async function setUp(): Promise<() => void> {
  await electronCommand();
  const display = await openDisplay({ alwaysVirtual: true });
  if (display.name !== undefined) process.env.DISPLAY = display.name;
  return () => display.close();
}
