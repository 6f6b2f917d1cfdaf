/** A variable of the process's environment is missing or wrong; every process that is started in the same way fails. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** A result cannot be written to the requested path. The message names the path and the reason. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/**
 * An analysis was stopped from outside (SIGTERM of a Spot reclaim, Ctrl-C, expired access). Saved results stay, and the
 * next attempt resumes behind them.
 */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** The process received SIGINT or SIGTERM. */
export class StopSignal extends Interruption {
  readonly signalName: NodeJS.Signals;

  constructor(signalName: NodeJS.Signals) {
    super(`interrupted by ${signalName}; start it again to go on where it was`);
    this.signalName = signalName;
  }
}

/** The object has changed since it was claimed: its new content has a run of its own. */
export class ObjectReplacedError extends Error {
  override readonly name = 'ObjectReplacedError';
}
