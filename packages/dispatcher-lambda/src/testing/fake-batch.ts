import {
  type BatchClient,
  DescribeJobsCommand,
  ListJobsCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';

interface FakeJob {
  readonly jobId: string;
  readonly jobName: string;
  readonly jobQueue: string;
  readonly jobDefinition: string;
  readonly environment: Readonly<Record<string, string>>;
  status: string;
  statusReason?: string;
}

/** A fake of Batch as far as the dispatcher uses it: jobs wait until a test moves them. */
export class FakeBatch {
  readonly jobs: FakeJob[] = [];
  #submitted = 0;
  /** Error that the next SubmitJob throws, before or after it has taken the job. */
  failure: { readonly error: Error; readonly afterwards: boolean } | null = null;

  /** The fake under the type of the SDK's client. */
  get client(): BatchClient {
    return this as unknown as BatchClient;
  }

  async send(command: unknown): Promise<unknown> {
    if (command instanceof SubmitJobCommand) return this.#submit(command.input);
    if (command instanceof ListJobsCommand) return this.#list(command.input);
    if (command instanceof DescribeJobsCommand) {
      return { jobs: this.jobs.filter(({ jobId }) => command.input.jobs?.includes(jobId)) };
    }
    if (command instanceof TerminateJobCommand) {
      const job = this.jobs.find(({ jobId }) => jobId === command.input.jobId)!;
      return Object.assign(job, { status: 'FAILED', statusReason: command.input.reason });
    }
    throw new Error('not a command that the dispatcher sends');
  }

  #submit({ jobName, jobQueue, jobDefinition, containerOverrides, tags = {} }: SubmitJobCommand['input']) {
    const { failure } = this;
    this.failure = null;
    if (failure && !failure.afterwards) throw failure.error;
    if (Object.values(tags).some((value) => !/^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u.test(value))) {
      throw Object.assign(new Error('Invalid tag'), { name: 'ClientException' });
    }
    const environment = Object.fromEntries(
      (containerOverrides?.environment ?? []).map(({ name, value }) => [name!, value!]),
    );
    this.#submitted += 1;
    const jobId = `job-${this.#submitted}`;
    this.jobs.push({
      ...{ jobId, jobName: jobName!, jobQueue: jobQueue!, jobDefinition: jobDefinition! },
      environment,
      status: 'RUNNABLE',
    });
    if (failure) throw failure.error;
    return { jobId, jobName };
  }

  #list({ jobQueue, filters }: ListJobsCommand['input']) {
    const names = filters?.[0]?.values;
    const found = this.jobs.filter((job) => job.jobQueue === jobQueue && names?.includes(job.jobName));
    return { jobSummaryList: found };
  }
}
