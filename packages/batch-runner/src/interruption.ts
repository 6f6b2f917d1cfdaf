/**
 * Reason of the signal that stops an analysis from outside (SIGTERM of a Spot reclaim, Ctrl-C). What was stored stays;
 * the next attempt goes on behind it.
 */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly signalName: NodeJS.Signals;

  constructor(signalName: NodeJS.Signals) {
    super(`interrupted by ${signalName}; start it again to go on where it was`);
    this.signalName = signalName;
  }
}
