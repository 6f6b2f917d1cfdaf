/** What goes wrong on purpose. Durations are drawn evenly from nothing to what is given. */
export interface BatchFaults {
  /** 0..1, 1 excluded; seeded, it makes the faults of a run repeatable. */
  readonly random: () => number;
  /** Of an attempt losing its host, as a Spot instance does. */
  readonly reclaimProbability: number;
  /** Into the attempt. */
  readonly reclaimWithinSeconds: number;
  /** Of an event being delivered twice. */
  readonly duplicateEventProbability: number;
  /** By which an event comes late; events may overtake each other. */
  readonly eventDelaySeconds: number;
}

/** Draws only where there is anything to decide, so that one kind of fault does not shift another one. */
export const happens = (probability: number, random: () => number) =>
  probability > 0 && random() < probability;

export const delayMs = (withinSeconds: number, random: () => number) =>
  withinSeconds > 0 ? Math.round(random() * withinSeconds * 1000) : 0;
