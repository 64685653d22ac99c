import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createWeb } from 'node:http';
import { createServer as createSecureWeb } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { needSystemPackages } from '../scripts/system-packages.ts';
import { STEP_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const servers: Server[] = [];

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A web server with a certificate that nobody vouches for. */
async function selfSigned(): Promise<Server> {
  await needSystemPackages('certificates');
  const folder = await mkdtemp(join(tmpdir(), 'hearth-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
  const secure = { key: await readFile(key), cert: await readFile(cert) };
  await rm(folder, { recursive: true });
  return createSecureWeb(secure, (_request, response) => response.end('hello'));
}

describe('a meeting place that does not answer', () => {
  let ann: Person;
  let group: InGroup;
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    group = await ann.makeGroup('Harbour');
  });
  afterAll(async () => {
    await ann?.app.kill9();
    for (const server of servers) server.close();
  });

  const shop = () => createWeb((_request, response) => response.end('shop'));
  async function goneAddress(): Promise<string> {
    const gone = createServer();
    const port = await portOf(gone);
    gone.close();
    return `ws://127.0.0.1:${port}`;
  }
  const addresses = {
    'name-unknown': async () => 'wss://meeting-place.invalid',
    refused: goneAddress,
    'other-service': async () => `ws://127.0.0.1:${await portOf(shop())}`,
    'not-secure': async () => `wss://127.0.0.1:${await portOf(shop())}`,
    certificate: async () => `wss://127.0.0.1:${await portOf(await selfSigned())}`,
    slow: async () => `ws://127.0.0.1:${await portOf(createServer())}`,
  } as const;

  it.each(Object.keys(addresses) as (keyof typeof addresses)[])('says on asking: %s', async (finding) => {
    const address = await addresses[finding]();
    await group.addMeetingPlace(address);
    await group.openPart('group.reach');
    await ann.button(words('reach.why.name', { address })).click({ timeout: STEP_MS });
    await ann.reads(words(`reach.why.${finding}`));
    await ann.button(words('reach.server.remove.name', { address })).click();
  });
});
