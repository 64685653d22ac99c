/** Preload of the calendar: one word to main. */
import { contextBridge, ipcRenderer } from 'electron';
import { type CalendarBridge, COME_BACK } from '../../shared/ipc/bridge.ts';

const bridge = Object.freeze({ back: () => ipcRenderer.send(COME_BACK) } satisfies CalendarBridge);

contextBridge.exposeInMainWorld('calendar', bridge);
