import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Tier } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { connectCloud } from '../cloud/deployment.ts';
import { choosePack } from '../open-analyzer.ts';
import { countValue } from '../option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption, tierOption } from './cloud-options.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

interface WorkerOptions extends ModelOptions {
  readonly tier: Tier;
  readonly concurrency: number;
  readonly device: string;
  readonly deployment?: string;
}

/** Adds `sentinel worker`, which analyzes the requests of a queue without Batch, for steady load. */
export function addWorkerCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('worker')
    .description('Analyze the requests of a queue without Batch, until Ctrl-C')
    .addOption(tierOption())
    .option('--concurrency <n>', 'number of analyses at the same time', countValue, 1)
    .option('--device <device>', 'device that runs the models, cpu or cuda', 'cpu')
    .addOption(deploymentOption());
  addModelOptions(command).action(
    async ({ tier, concurrency, device, deployment: file, ...models }: WorkerOptions) => {
      using cloud = connectCloud(file);
      const { deployment } = cloud;
      const { requestQueueUrl, deadLetterQueueUrl } = deployment.tiers[tier];
      const { pack, acceptedLicenses } = await choosePack(models);
      const environment = {
        ...process.env,
        DATABASE_URL: deployment.databaseUrl,
        DATABASE_AUTH: deployment.databaseAuth,
        RESULTS_BUCKET: deployment.resultsBucket,
        ALLOWED_BUCKETS: deployment.rawVideosBucket,
        REQUEST_QUEUE_URL: requestQueueUrl,
        DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
        TIER: tier,
        DEVICE: device,
        MODEL_PACK: pack.directory,
        ACCEPTED_LICENSES: JSON.stringify(acceptedLicenses),
        CONCURRENCY: String(concurrency),
      };
      const runner = fileURLToPath(import.meta.resolve('@deepsentinel/batch-runner/main'));
      const child = spawn(process.execPath, [runner, 'worker'], { env: environment, stdio: 'inherit' });
      terminal.signal.addEventListener('abort', () => child.kill('SIGTERM'));
      const [code] = (await once(child, 'exit')) as [number | null];
      process.exitCode = code ?? 1;
    },
  );
}
