/** Something of a model that is loaded: its time counts as the models' time, and it is let go with the analyzer. */
export interface LoadedNetwork {
  /** Milliseconds spent in the network since it was loaded. */
  readonly busyMs: number;
  dispose(): Promise<void>;
}
