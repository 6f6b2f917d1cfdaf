#!/usr/bin/env node
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { exitCodes, parseJobEnvironment } from '@deepsentinel/queue-contracts';
import { EnvironmentError } from './errors.ts';
import { exitCodeOfJob } from './exit-code-of-job.ts';
import { runJob } from './run-job.ts';
import { type RunnerLog, runnerLog } from './runner-log.ts';
import { abortOnStopSignals } from './stop-signals.ts';
import { endOnUncaughtErrors } from './uncaught-errors.ts';
import { runWorker } from './worker.ts';
import { parseWorkerEnvironment } from './worker-environment.ts';

/** Commands by name: `job` analyzes the run that its environment names; `worker` reads a queue until it is stopped. */
const commands: Readonly<Record<string, (signal: AbortSignal) => Promise<number>>> = { job, worker };

async function job(signal: AbortSignal): Promise<number> {
  const { RUN_ID: runId, AWS_BATCH_JOB_ID: jobId, AWS_BATCH_JOB_ATTEMPT: attempt } = process.env;
  const log = runnerLog({ runId, jobId, attempt });
  return await reported(log, async () => {
    const environment = parsed(() => parseJobEnvironment(process.env));
    await runJob(environment, { s3: new S3Client(), signal, log });
  });
}

async function worker(signal: AbortSignal): Promise<number> {
  const log = runnerLog({ worker: process.pid });
  return await reported(log, async () => {
    const environment = parsed(() => parseWorkerEnvironment(process.env));
    await runWorker(environment, { s3: new S3Client(), sqs: new SQSClient(), signal, log });
  });
}

function parsed<Environment>(parse: () => Environment): Environment {
  try {
    return parse();
  } catch (cause) {
    throw new EnvironmentError((cause as Error).message, { cause });
  }
}

/** Turns errors into an exit code. Nothing else in the runner catches them all. */
async function reported(log: RunnerLog, work: () => Promise<void>): Promise<number> {
  endOnUncaughtErrors((error, exitCode) => {
    log.error(`unexpected error: ${error}`, { code: 'uncaught', exitCode, error });
  });
  try {
    await work();
    return exitCodes.completed;
  } catch (error) {
    const { exitCode, code, message } = exitCodeOfJob(error);
    log.error(message, { code, exitCode, error });
    return exitCode;
  }
}

const command = commands[process.argv[2] ?? ''];
if (command) {
  process.exit(await command(abortOnStopSignals()));
} else {
  process.stderr.write(
    'usage: batch-runner job | batch-runner worker; both are configured by environment variables\n',
  );
  process.exit(exitCodes.usage);
}
