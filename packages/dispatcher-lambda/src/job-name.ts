const stemLength = 40;

/**
 * Names the Batch job of a run. SubmitJob has no client token, so a job that was submitted before a crash is found
 * again by this name; `runIdOfJobName` reads the run from it when the job ends.
 *
 * @param runId UUID
 * @param key object key of the video, for people who read job lists
 * @returns at most 128 letters, digits, `-` and `_`, as Batch requires
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html
 */
export function jobNameOfRun(runId: string, key: string): string {
  const fileName = key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const stem = fileName.replace(/[^A-Za-z0-9]+/g, '_').slice(0, stemLength) || 'video';
  return `analysis-${stem}-${runId}`;
}

/** Reads the id of the run from a job's name; null for a job that the dispatcher did not submit. */
export function runIdOfJobName(jobName: string): string | null {
  return /^analysis-.+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(jobName)?.[1] ?? null;
}
