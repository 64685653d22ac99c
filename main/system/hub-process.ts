/** The hub as main sees it: started, told where to look, ended at once. It holds nothing that could be lost. */
import { utilityProcess } from 'electron';
import type * as v from 'valibot';
import { hubToMain, type mainToHub } from '../../shared/ipc/lan-links.ts';
import { createEndpoint } from '../../shared/ipc/rpc.ts';
import { noRequests } from '../../shared/ipc/ui-engine.ts';
import type { HubHears } from './lan.ts';

/** A running hub. */
export interface HubProcess {
  open(network: v.InferInput<typeof mainToHub.open>): void;
  close(address: string): void;
  send(beacon: v.InferInput<typeof mainToHub.send>): void;
  end(): void;
}

/** Starts the hub; `program` is its path. */
export function startHub(program: string, withOutput: boolean, hears: HubHears): HubProcess {
  const child = utilityProcess.fork(program, [], {
    serviceName: 'hearth-hub',
    stdio: withOutput ? 'inherit' : 'ignore',
  });
  let isEnded = false;
  child.once('exit', () => {
    if (!isEnded) hears.crashed();
  });
  const endpoint = createEndpoint<typeof noRequests, typeof noRequests, typeof hubToMain, typeof mainToHub>({
    port: {
      send: (message) => child.postMessage(message),
      receive: (listener) => child.on('message', listener),
    },
    served: noRequests,
    handlers: {},
    called: noRequests,
    heard: hubToMain,
    onEvent: { opened: hears.opened, failed: hears.failed, heard: hears.heard },
    onDefect: () => undefined,
  });
  return {
    open: ({ address, prefix }) => endpoint.emit('open', { address, prefix }),
    close: (address) => endpoint.emit('close', { address }),
    send: (beacon) => endpoint.emit('send', beacon),
    end() {
      isEnded = true;
      child.kill();
    },
  };
}
