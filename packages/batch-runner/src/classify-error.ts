import {
  DatabaseBusyError,
  DatabaseUnavailableError,
  LeaseHeldError,
  LeaseLostError,
} from '@deepsentinel/db-schema';
import { DeviceError, VideoError, type VideoErrorCode } from '@deepsentinel/inference-core';
import { ModelPackError } from '@deepsentinel/model-pack';
import { type ExitCode, exitCodes } from '@deepsentinel/queue-contracts';
import { EnvironmentError, Interruption, ObjectReplacedError, OutputError } from './errors.ts';

/** Exit code, code and message that an error leads to. */
export interface Failure {
  /** Exit code of the process. Only `exitCodes.temporary` means that another attempt may help. */
  readonly exitCode: ExitCode;
  /** Code for programs, saved with the failed run. */
  readonly code: string;
  /** Message for people: what was wrong and with what. */
  readonly message: string;
}

const videoExitCodes: Readonly<Record<VideoErrorCode, ExitCode>> = {
  'not-found': exitCodes.inputNotFound,
  'access-denied': exitCodes.accessDenied,
  empty: exitCodes.videoUnreadable,
  unreadable: exitCodes.videoUnreadable,
  'index-missing': exitCodes.videoUnreadable,
  'no-video-stream': exitCodes.videoUnreadable,
  'too-small': exitCodes.videoUnreadable,
  network: exitCodes.temporary,
  'decoder-failed': exitCodes.temporary,
  'ffmpeg-missing': exitCodes.ffmpegMissing,
};

type ErrorClass = abstract new (...args: never[]) => Error;

/** Exit code and code by error class. The first class that an error is an instance of decides. */
const classes: readonly [ErrorClass, ExitCode, string][] = [
  [ModelPackError, exitCodes.modelPackInvalid, 'model-pack-invalid'],
  [DeviceError, exitCodes.deviceUnusable, 'device-unusable'],
  [DatabaseBusyError, exitCodes.databaseUnavailable, 'database-busy'],
  [DatabaseUnavailableError, exitCodes.databaseUnavailable, 'database-unavailable'],
  [LeaseHeldError, exitCodes.temporary, 'lease-held'],
  [LeaseLostError, exitCodes.temporary, 'lease-lost'],
  [ObjectReplacedError, exitCodes.inputNotFound, 'superseded'],
  [EnvironmentError, exitCodes.environmentInvalid, 'environment-invalid'],
  [OutputError, exitCodes.outputNotWritable, 'output-not-writable'],
  [Interruption, exitCodes.temporary, 'interrupted'],
];

/** Classifies an error. Every exit code but that of success is chosen here. */
export function classifyError(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof VideoError) return { exitCode: videoExitCodes[error.code], code: error.code, message };
  if (isDiskFull(error)) return { exitCode: exitCodes.diskFull, code: 'disk-full', message };
  for (const [errorClass, exitCode, code] of classes) {
    if (error instanceof errorClass) return { exitCode, code, message };
  }
  // A connection that is refused to the SDK has the same code as one that is refused to the database's driver.
  if (isServiceFault(error)) {
    return { exitCode: exitCodes.temporary, code: 'service-unavailable', message: `AWS: ${message}` };
  }
  if (isConnectionLoss(error)) {
    return {
      exitCode: exitCodes.temporary,
      code: 'database-connection-lost',
      message: `database: ${message}`,
    };
  }
  return { exitCode: exitCodes.internal, code: 'internal', message: `unexpected error: ${message}` };
}

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === 'ENOSPC' || isDiskFull(error.cause);
}

/** Whether an AWS service did not answer or throttled, as the SDK reports it after its own retries. */
function isServiceFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { httpStatusCode = 500 } = error.$metadata as { httpStatusCode?: number };
  return httpStatusCode >= 500 || [408, 429].includes(httpStatusCode) || '$retryable' in error;
}

/**
 * Whether the database connection was lost, by the SQLSTATE classes of lost connections, exhausted resources and
 * shutdowns, or by the driver's errors without a code.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    /^(08|53|57P)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code) ||
    /^Connection terminated|connection error and is not queryable/.test(error.message)
  );
}
