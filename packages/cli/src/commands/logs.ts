import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import type { Command } from 'commander';
import { connectCloud } from '../cloud/deployment.ts';
import { InputError } from '../errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption } from './cloud-options.ts';

/** Adds `sentinel logs`, which prints the log of a job, attempt by attempt. */
export function addLogsCommand(program: Command, terminal: Terminal): void {
  program
    .command('logs')
    .description('Print the log of a job, attempt by attempt')
    .argument('<job>', 'id of the job')
    .addOption(deploymentOption())
    .action(async (jobId: string, { deployment }: { deployment?: string }) => {
      using cloud = connectCloud(deployment);
      const { jobs: [job] = [] } = await cloud.batch.send(new DescribeJobsCommand({ jobs: [jobId] }));
      if (!job) throw new InputError(`${jobId}: no such job`);
      const ended = (job.attempts ?? []).flatMap(({ container }) => container?.logStreamName ?? []);
      const streams = new Set([
        ...ended,
        ...(job.container?.logStreamName ? [job.container.logStreamName] : []),
      ]);
      const { logDirectory } = cloud.deployment;
      if (logDirectory === undefined) {
        throw new InputError(
          `the logs are in CloudWatch Logs: aws logs tail --log-stream-names ${[...streams].join(' ')}`,
        );
      }
      for (const stream of streams) {
        terminal.print(`== ${stream}`);
        terminal.print((await readFile(join(logDirectory, stream), 'utf8').catch(() => 'no log')).trimEnd());
      }
    });
}
