import type { DatabaseSync } from 'node:sqlite';
import type { JobSummary } from '@aws-sdk/client-batch';
import { ClientException } from '../errors.ts';
import type { Job } from './job.ts';
import { parseJob } from './job-repository.ts';
import type { JobFilter, ListJobsRequest } from './requests.ts';

/**
 * Lists the jobs of a queue that a filter lets through, in any state, the newest first.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_ListJobs.html
 */
export function listJobs(
  database: DatabaseSync,
  queueArn: string,
  { filters: [filter], maxResults }: ListJobsRequest,
): { jobSummaryList: JobSummary[] } {
  const { sql, value } = condition(filter);
  const rows = database
    .prepare(`select detail from jobs where queue_arn = ? and ${sql} order by sequence desc limit ?`)
    .all(queueArn, value, maxResults);
  return { jobSummaryList: rows.map((row) => summarize(parseJob(row))) };
}

function condition({ name, values: [value] }: JobFilter): { sql: string; value: string | number } {
  switch (name) {
    case 'JOB_NAME':
      return { sql: 'lower(job_name) = ?', value: value.toLowerCase() };
    case 'AFTER_CREATED_AT':
      return { sql: 'created_at > ?', value: milliseconds(value) };
  }
}

function milliseconds(value: string): number {
  const time = Number(value);
  if (!Number.isFinite(time)) throw new ClientException(`${value} is no time in milliseconds since 1970.`);
  return time;
}

function summarize(job: Job): JobSummary {
  const { jobArn, jobId, jobName, jobDefinition, createdAt, status, statusReason, startedAt, stoppedAt } =
    job;
  const { exitCode, reason } = job.container;
  return {
    ...{ jobArn, jobId, jobName, jobDefinition, createdAt, status, statusReason, startedAt, stoppedAt },
    container: { exitCode, reason },
  };
}
