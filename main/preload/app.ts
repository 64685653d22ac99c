/** Preload of the ui: its port, and one frozen object that is made from the tables. */
import { contextBridge, ipcRenderer } from 'electron';
import { eventChannel, requestChannel, type UiBridge } from '../../shared/ipc/bridge.ts';
import { mainToUi, uiToMain } from '../../shared/ipc/main-links.ts';
import { handOverPorts } from './hand-over.ts';

const ask = Object.freeze(
  Object.fromEntries(
    Object.keys(uiToMain).map((name) => [name, (input: unknown) => ipcRenderer.invoke(requestChannel(name), input)]),
  ),
) as UiBridge['ask'];

const bridge = Object.freeze({
  ask,
  hear(event: keyof typeof mainToUi, listener: () => void) {
    if (!Object.hasOwn(mainToUi, event)) return () => undefined;
    // Not the listener itself: it would be handed Electron's event, and with it a way to main.
    const heard = (): void => listener();
    ipcRenderer.on(eventChannel(event), heard);
    return () => {
      ipcRenderer.off(eventChannel(event), heard);
    };
  },
} satisfies UiBridge);

handOverPorts();
contextBridge.exposeInMainWorld('hearth', bridge);
