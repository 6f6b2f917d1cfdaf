const stemLength = 40;

/**
 * Name of the Batch job that works on a run. SubmitJob has no client token, so a job that was submitted before a crash
 * is found again by this name; and it leads from a job's end to its run.
 *
 * @param runId UUID
 * @param key of the video, for people who read job lists
 * @returns at most 128 letters, digits, `-` and `_`, as Batch requires
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html
 */
export function jobNameOfRun(runId: string, key: string): string {
  const fileName = key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const stem = fileName.replace(/[^A-Za-z0-9]+/g, '_').slice(0, stemLength) || 'video';
  return `analysis-${stem}-${runId}`;
}

/** The run that a job works on; null for a job that is none of ours. */
export function runIdOfJobName(jobName: string): string | null {
  return /^analysis-.+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(jobName)?.[1] ?? null;
}
