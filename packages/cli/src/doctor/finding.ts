import { type ExitCode, exitCodes } from '@deepsentinel/queue-contracts';
import { MissingError } from '../errors.ts';
import { classifyFailure } from '../report-failure.ts';

/** One thing that this machine needs: what was found, or what is missing and how to get it. */
export interface Finding {
  readonly subject: string;
  /** One line. */
  readonly message: string;
  /** `completed`, or the code with which a command ends that lacks it. */
  readonly exitCode: ExitCode;
}

/** A check: what is needed, and how to look for it. */
export interface Check {
  readonly subject: string;
  /**
   * @returns what was found
   * @throws what a command throws that lacks it, or a `MissingError`
   */
  find(): Promise<string>;
}

export async function runCheck({ subject, find }: Check): Promise<Finding> {
  try {
    return { subject, message: await find(), exitCode: exitCodes.completed };
  } catch (error) {
    const { exitCode, message } = error instanceof MissingError ? error : classifyFailure(error);
    return { subject, message: message.replaceAll(/\s*\n\s*/g, ' '), exitCode };
  }
}
