/** Hands the port to the engine, which main sent, over to the page. */
import { ipcRenderer } from 'electron';
import { ENGINE_PORT } from '../../shared/ipc/bridge.ts';

/** Passes every port on, to this very page's origin and no other. */
export function handOverPorts(): void {
  ipcRenderer.on(ENGINE_PORT, ({ ports }) => window.postMessage(ENGINE_PORT, window.location.origin, [...ports]));
}
