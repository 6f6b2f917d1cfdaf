import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runScript } from './testing/run-script.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reset-agent-'));
});
afterEach(() => rm(root, { recursive: true }));

const ofThisMachine = [
  'var/lib/ecs/data/agent.db',
  'var/lib/ecs/data/.lock',
  'var/log/ecs/ecs-agent.log',
  'var/lib/cloud/instances/i-1/user-data.txt',
  'var/log/cloud-init-output.log',
  'etc/ssh/ssh_host_ed25519_key',
  'root/.ssh/authorized_keys',
  'home/ec2-user/.ssh/authorized_keys',
  'home/ec2-user/.bash_history',
  'var/log/journal/1/system.journal',
  'var/log/messages',
];
const ofEveryMachine = [
  'etc/ecs/ecs.config',
  'etc/ssh/sshd_config',
  'var/log/amazon/ssm/amazon-ssm-agent.log',
  'etc/machine-id',
];

async function createFile(file: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), 'x');
}

test('what makes a machine this one goes, and the rest stays', async () => {
  for (const file of [...ofThisMachine, ...ofEveryMachine]) await createFile(file);
  expect(await runScript('reset-agent.sh', root)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  const entries = await Array.fromAsync(glob('**/*', { cwd: root, withFileTypes: true }));
  const left = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(left.map((file) => file.slice(root.length + 1)).sort()).toEqual([...ofEveryMachine].sort());
  expect(await readFile(join(root, 'etc/machine-id'), 'utf8')).toBe('');
});

test('a machine that has none of it is no fault', async () => {
  expect(await runScript('reset-agent.sh', root)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('without a directory it removes nothing and says how it is used', async () => {
  for (const args of [[], [join(root, 'missing')]]) {
    const result = await runScript('reset-agent.sh', ...args);
    expect(result).toMatchObject({ exitCode: 1, stderr: 'usage: reset-agent.sh ROOT\n' });
  }
});
