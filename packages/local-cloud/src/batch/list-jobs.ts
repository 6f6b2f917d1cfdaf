import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { JobSummary } from '@aws-sdk/client-batch';
import { batchArn } from './batch-arn.ts';
import { ClientException } from './client-exception.ts';
import type { Job } from './job.ts';
import { parseJob } from './job-store.ts';
import type { JobFilter, ListJobsRequest } from './requests.ts';

/** Part of a query: SQL with a place for each value. */
interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * A page of jobs, the newest first. With a filter jobs in any state are listed; children are listed only by their
 * array job, which no filter applies to.
 *
 * @param request names its queue by ARN
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_ListJobs.html
 */
export function listJobs(database: DatabaseSync, request: ListJobsRequest) {
  const conditions = [...scope(request), before(request.nextToken)];
  const where = conditions.map(({ sql }) => sql).join(' and ');
  const rows = database
    .prepare(`select sequence, detail from jobs where ${where} order by sequence desc limit ?`)
    .all(...conditions.flatMap(({ values }) => values), request.maxResults + 1);
  const page = rows.slice(0, request.maxResults);
  const jobSummaryList = page.map((row) => summarize(parseJob(row)));
  return rows.length > page.length
    ? { jobSummaryList, nextToken: String(page.at(-1)!['sequence']) }
    : { jobSummaryList };
}

function scope({ jobQueue, arrayJobId, jobStatus, filters }: ListJobsRequest): Condition[] {
  const inStatus = { sql: 'status = ?', values: [jobStatus] };
  if (jobQueue === undefined) return [{ sql: 'parent_id = ?', values: [arrayJobId!] }, inStatus];
  const inQueue = { sql: 'queue_arn = ? and parent_id is null', values: [jobQueue] };
  return [inQueue, ...(filters.length > 0 ? filters.map(filterCondition) : [inStatus])];
}

function filterCondition({ name, values: [value] }: JobFilter): Condition {
  switch (name) {
    case 'JOB_NAME':
      return matching('lower(job_name)', value.toLowerCase());
    case 'JOB_DEFINITION':
      return ofDefinition(value);
    case 'BEFORE_CREATED_AT':
      return { sql: 'created_at < ?', values: [milliseconds(value)] };
    case 'AFTER_CREATED_AT':
      return { sql: 'created_at > ?', values: [milliseconds(value)] };
  }
}

/** By the name of a definition, whatever the revision, or by the ARN of a revision. */
function ofDefinition(value: string): Condition {
  if (value.startsWith('arn:')) return matching('definition_arn', value);
  const arn = batchArn('job-definition', value);
  return matching('definition_arn', value.endsWith('*') ? arn : `${arn}:*`);
}

/** A value that ends with an asterisk matches what begins with the rest of it. */
function matching(expression: string, value: string): Condition {
  if (!value.endsWith('*')) return { sql: `${expression} = ?`, values: [value] };
  const prefix = value.slice(0, -1);
  return { sql: `substr(${expression}, 1, ?) = ?`, values: [prefix.length, prefix] };
}

function milliseconds(value: string): number {
  const time = Number(value);
  if (!Number.isFinite(time)) throw new ClientException(`${value} is no time in milliseconds since 1970.`);
  return time;
}

function before(nextToken: string | undefined): Condition {
  if (nextToken === undefined) return { sql: 'true', values: [] };
  if (!/^\d+$/.test(nextToken)) throw new ClientException('nextToken is not one that ListJobs returned.');
  return { sql: 'sequence < ?', values: [Number(nextToken)] };
}

function summarize(job: Job): JobSummary {
  const { jobArn, jobId, jobName, jobDefinition, createdAt, status, statusReason, startedAt, stoppedAt } =
    job;
  const { exitCode, reason } = job.container;
  const { size, index } = job.arrayProperties ?? {};
  return {
    ...{ jobArn, jobId, jobName, jobDefinition, createdAt, status, statusReason, startedAt, stoppedAt },
    container: { exitCode, reason },
    ...(job.arrayProperties && { arrayProperties: { size, index } }),
  };
}
