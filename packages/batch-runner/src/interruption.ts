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
