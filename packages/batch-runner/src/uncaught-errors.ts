import { type ExitCode, exitCodes } from '@deepsentinel/queue-contracts';

/**
 * Ends the process with `exitCodes.temporary` at an error that nothing has caught, such as that of a socket that nobody
 * listens to: Node's own exit code 1 would be final for a job, although the next attempt resumes at the last checkpoint.
 *
 * @param report tells people what happened
 */
export function endOnUncaughtErrors(report: (error: unknown, exitCode: ExitCode) => void): void {
  process.on('uncaughtException', (error) => {
    report(error, exitCodes.temporary);
    process.exit(exitCodes.temporary);
  });
}
