import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';

/** Errors of a signal to a process group that has ended; macOS gives the second one until the group is reaped. */
const goneCodes = new Set<string | undefined>(['ESRCH', 'EPERM']);

export interface AttemptCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes standard output and standard error. */
  readonly logFile: string;
}

/** Exit code of the process (128 + n after signal n), or why it could not be started. */
export type ProcessEnd = { readonly exitCode: number } | { readonly startError: Error };

/** The process of one attempt, as a container is in an account. Processes that it leaves behind end with it. */
export class AttemptProcess {
  readonly #child: ChildProcess;
  #killTimer: NodeJS.Timeout | undefined;
  /** Fulfilled with whether the process runs, as soon as that is known. */
  readonly started: Promise<boolean>;
  /** Fulfilled when the process has ended. */
  readonly ended: Promise<ProcessEnd>;

  /**
   * Starts the process.
   *
   * @throws the arguments or the log are such that nothing can be started
   */
  constructor({ command, args, environment, logFile }: AttemptCommand) {
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    try {
      // A process group of its own, so that killing reaches what the process itself starts.
      this.#child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env: environment });
    } finally {
      closeSync(log);
    }
    this.started = new Promise((resolve) => {
      this.#child.once('spawn', () => resolve(true)).once('error', () => resolve(false));
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (startError) => resolve({ startError }));
      this.#child.once('exit', (code, signal) =>
        resolve({ exitCode: code ?? 128 + constants.signals[signal!] }),
      );
    });
    void this.ended.then(() => this.kill());
  }

  /** Asks the process to end (and, as in a container, none that it has started), and kills it after the grace period. */
  stop(graceSeconds: number): void {
    this.#signal('SIGTERM', this.#child.pid);
    clearTimeout(this.#killTimer);
    this.#killTimer = setTimeout(() => this.kill(), graceSeconds * 1000);
  }

  /** Kills the process and all that it has started. */
  kill(): void {
    clearTimeout(this.#killTimer);
    this.#signal('SIGKILL', -(this.#child.pid ?? 0));
  }

  /**
   * Sends a signal.
   *
   * @param target a process, or minus a process group; a process that was not started has neither
   */
  #signal(signal: NodeJS.Signals, target: number | undefined): void {
    if (!target) return;
    try {
      process.kill(target, signal);
    } catch (error) {
      if (!goneCodes.has((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
}
