/**
 * Where whole-app stories are played: the built app, a display that nobody looks at, a meeting place on this machine,
 * and every Hearth that was opened on it. Tests, the demo and the pictures stand on the same one.
 */
import { rm } from 'node:fs/promises';
import { openDisplay, type Display } from '../scripts/display.ts';
import { type ElectronCommand, electronCommand } from '../scripts/launch.ts';
import { HearthApp, type OpenOptions } from './app-driver.ts';
import { type MeetingPlace, openMeetingPlace } from './meeting-place.ts';

/** See the head of this file. */
export class Stage {
  readonly command: ElectronCommand;
  readonly display: Display;
  readonly meeting: MeetingPlace;
  readonly #apps = new Set<HearthApp>();
  readonly #folders: string[] = [];

  private constructor(command: ElectronCommand, display: Display, meeting: MeetingPlace) {
    this.command = command;
    this.display = display;
    this.meeting = meeting;
  }

  /** Builds what is stale, and opens a display and a meeting place. */
  static async open(display?: Display): Promise<Stage> {
    const command = await electronCommand();
    return new Stage(command, display ?? (await openDisplay({ alwaysVirtual: true })), await openMeetingPlace());
  }

  /** A folder that the app's user owns; removed at the end. */
  async folder(name: string): Promise<string> {
    const folder = await this.command.makeFolder(name);
    this.#folders.push(folder);
    return folder;
  }

  /** A Hearth with a profile of its own. It is not started yet. */
  async app(name: string, options: OpenOptions = {}): Promise<HearthApp> {
    const folders = {
      profile: options.profile ?? (await this.folder(name)),
      files: await this.folder(`${name}-files`),
    };
    const app = new HearthApp(this, name, folders, options);
    this.#apps.add(app);
    return app;
  }

  /** The apps that run now. */
  running(): readonly HearthApp[] {
    return [...this.#apps].filter((app) => app.isRunning);
  }

  /** Ends whatever still runs and removes the profiles. */
  async close(): Promise<void> {
    for (const app of this.#apps) await app.kill9();
    await this.meeting.stop();
    this.display.close();
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }
}
