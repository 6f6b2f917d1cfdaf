/** The environment of the process lacks something or is wrong; every process started the same way fails. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** A result cannot be written where it was asked for. The message names the file and the reason. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/**
 * An analysis is stopped from outside (SIGTERM of a Spot reclaim, Ctrl-C, expired access). What was saved stays; the
 * next attempt goes on behind it.
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

/** The object has changed since it was claimed: its new content has a run of its own. */
export class ObjectReplacedError extends Error {
  override readonly name = 'ObjectReplacedError';
}
