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
