import { type JobSummary, ListJobsCommand } from '@aws-sdk/client-batch';
import { tiers } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { type Cloud, connectCloud } from '../cloud/deployment.ts';
import { countValue } from '../option-values.ts';
import { wallClock } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption } from './cloud-options.ts';

/** Adds `sentinel jobs`, which lists the jobs of Batch. */
export function addJobsCommand(program: Command, terminal: Terminal): void {
  program
    .command('jobs')
    .description('List Batch jobs, newest first')
    .option('--limit <n>', 'largest number of results', countValue, 20)
    .addOption(deploymentOption())
    .action(async ({ limit, deployment }: { limit: number; deployment?: string }) => {
      using cloud = connectCloud(deployment);
      const jobs = (
        await Promise.all(tiers.map((tier) => jobsOf(cloud, cloud.deployment.tiers[tier].jobQueue)))
      ).flat();
      const newest = jobs.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0)).slice(0, limit);
      terminal.print(newest.length > 0 ? renderTable(columns, newest) : 'no jobs');
    });
}

/** Lists the jobs of a queue in every state, which ListJobs does only with a filter. */
async function jobsOf({ batch }: Cloud, jobQueue: string): Promise<JobSummary[]> {
  const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
  const { jobSummaryList = [] } = await batch.send(
    new ListJobsCommand({ jobQueue, filters, maxResults: 100 }),
  );
  return jobSummaryList;
}

const columns: readonly Column<JobSummary>[] = [
  { heading: 'Job', cell: ({ jobId }) => jobId ?? '' },
  { heading: 'Name', cell: ({ jobName }) => jobName ?? '' },
  { heading: 'Created', cell: ({ createdAt }) => wallClock(new Date(createdAt ?? 0)) },
  { heading: 'Status', cell: ({ status }) => status ?? '' },
  { heading: 'Reason', cell: ({ statusReason, container }) => container?.reason ?? statusReason ?? '' },
];
