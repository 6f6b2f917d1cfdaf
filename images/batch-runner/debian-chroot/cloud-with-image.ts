import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLocalCloud } from '@deepsentinel/local-cloud';

/**
 * Runs a local cloud, like that of `sentinel up`, whose jobs run in an image that unpack-image.sh has unpacked. The
 * other commands of `sentinel` find it by STATE_DIRECTORY/deployment.json. Ends with SIGTERM.
 *
 *     cloud-with-image.ts IMAGE_DIRECTORY STATE_DIRECTORY
 */
const [image = '', directory = ''] = process.argv.slice(2);
const stop = once(process, 'SIGTERM');
const runImage = fileURLToPath(new URL('run-image.sh', import.meta.url));
const fail = (message: string, about: object) =>
  process.stderr.write(`${message} ${JSON.stringify(about)}\n`);

await using cloud = await startLocalCloud({
  directory,
  // Inside the image, with the embedded pack.
  models: { directory: '/opt/ml/pack', acceptedLicenses: ['MIT'] },
  runner: { command: runImage, args: [image] },
  capacity: { vcpus: 1, memoryMiB: 4096 },
  log: { info: () => {}, error: fail, count: () => {} },
});
await writeFile(join(directory, 'deployment.json'), JSON.stringify(cloud.deployment));
await stop;
