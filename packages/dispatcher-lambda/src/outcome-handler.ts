import { recordWaitReason } from '@deepsentinel/db-schema';
import { batchEventSchema, explainIssues } from '@deepsentinel/queue-contracts';
import type { DispatcherContext } from './dispatcher-context.ts';
import { finalizeJob } from './finalize-job.ts';
import { runIdOfJobName } from './job-name.ts';

/**
 * Makes the handler of Batch job events from EventBridge. Events may come twice and in any order.
 *
 * @returns a handler that throws when an event cannot be recorded, so that the event is delivered again
 */
export function createOutcomeHandler(context: DispatcherContext): (event: unknown) => Promise<void> {
  return async (event) => {
    const parsed = batchEventSchema.safeParse(event);
    if (!parsed.success) throw new Error(`no event of a Batch job: ${explainIssues(parsed.error)}`);
    const { 'detail-type': type, detail: job } = parsed.data;
    const runId = runIdOfJobName(job.jobName);
    if (runId === null) return;
    if (type === 'Batch Job Queue Blocked') {
      const reason = job.statusReason ?? 'the queue is blocked';
      await recordWaitReason(context.db, runId, reason);
      context.log.count('JobsBlocked');
      context.log.error('a job cannot start', { runId, jobId: job.jobId, reason });
    } else if (job.status === 'SUCCEEDED' || job.status === 'FAILED') {
      await finalizeJob(runId, job, context);
    }
  };
}
