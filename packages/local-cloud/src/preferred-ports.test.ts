import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { atPreferredPort } from './preferred-ports.ts';

async function listen(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test('servers that start at the same instant get a port each', async () => {
  const servers = await Promise.all([1, 2, 3].map(() => atPreferredPort('batch', listen)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  expect(new Set(ports).size).toBe(3);
});

test('what else keeps a server from starting is not hidden by a second try', async () => {
  let tries = 0;
  const start = () => {
    tries += 1;
    return Promise.reject(new Error('the directory is in use'));
  };
  await expect(atPreferredPort('database', start)).rejects.toThrow('the directory is in use');
  expect(tries).toBe(1);
});
