/** A variable of the process's environment is missing or wrong; every process started the same way fails. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** A result cannot be written to the requested place. The message names the file and the reason. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/**
 * An analysis was stopped from outside (SIGTERM of a Spot reclaim, Ctrl-C, expired access). Saved chunks stay, and the
 * next attempt continues after them.
 */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** The process was asked to stop. */
export class StopSignal extends Interruption {
  readonly signalName: NodeJS.Signals;

  constructor(signalName: NodeJS.Signals) {
    super(`interrupted by ${signalName}; start it again to go on where it was`);
    this.signalName = signalName;
  }
}

/** The object was replaced since it was claimed; its new content has a run of its own. */
export class ObjectReplacedError extends Error {
  override readonly name = 'ObjectReplacedError';
}
