import { once } from 'node:events';
import type { Command } from 'commander';
import { defaultCloudDirectory } from '../cloud/deployment.ts';
import { runLocalCloud } from '../cloud/run-local-cloud.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addModelOptions, type ModelOptions } from './model-options.ts';

/** Adds `sentinel up`, which runs the whole system on this machine until it is stopped. */
export function addUpCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('up')
    .description('Run the whole system on this machine until Ctrl-C; its state is kept')
    .option('--dir <directory>', 'directory that holds its state', defaultCloudDirectory);
  addModelOptions(command).action(async ({ dir: directory, ...models }: ModelOptions & { dir: string }) => {
    const { signal } = terminal;
    await using cloud = await runLocalCloud({ directory, models }, terminal);
    terminal.print(describeCloud(cloud.deployment));
    if (!signal.aborted) await once(signal, 'abort');
    terminal.note('stopping: what is under way is resumed at the next start');
  });
}

export function describeCloud(deployment: {
  readonly environment: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly rawVideosBucket: string;
  readonly apiUrl?: string | undefined;
}): string {
  const { environment, databaseUrl, rawVideosBucket, apiUrl } = deployment;
  return [
    `S3 and SQS   ${environment['AWS_ENDPOINT_URL_S3']}`,
    `Batch        ${environment['AWS_ENDPOINT_URL_BATCH']}`,
    `database     ${databaseUrl}`,
    `results API  ${apiUrl ?? '-'}`,
    `uploads to s3://${rawVideosBucket}/{lite,basic,premium}/ are analyzed; sentinel upload VIDEO makes one`,
  ].join('\n');
}
