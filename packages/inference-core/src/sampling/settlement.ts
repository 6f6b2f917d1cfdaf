/** Tells an early stage how far the last stage has come, and until when that wants pictures. */
export class Settlement {
  #reachedMs: number | null;
  #wantedUntilMs: number;
  #isClosed = false;
  #wake = (): void => undefined;

  /** @param wantedUntilMs time until which the last stage wants pictures before it has dealt with any frame */
  constructor(wantedUntilMs: number) {
    this.#reachedMs = null;
    this.#wantedUntilMs = wantedUntilMs;
  }

  /** The last stage has dealt with the frame of this time. */
  reach(timeMs: number, wantedUntilMs: number): void {
    this.#reachedMs = timeMs;
    this.#wantedUntilMs = wantedUntilMs;
    this.#wake();
  }

  /** No further frame will be dealt with: nobody waits from now on. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Closes when a step of a later stage fails. */
  async orClose<Result>(step: Promise<Result>): Promise<Result> {
    return await step.catch((error: unknown) => {
      this.close();
      throw error;
    });
  }

  /** Closes when it is disposed of before the frame of this time has been reached. */
  closeUnlessReached(timeMs: number): Disposable {
    return {
      [Symbol.dispose]: () => {
        if (this.#reachedMs === null || this.#reachedMs < timeMs) this.close();
      },
    };
  }

  /**
   * Waits until the frame of this time has been dealt with.
   *
   * @param timeMs null when there has been none
   * @returns time until which the last stage wants pictures, milliseconds
   */
  async after(timeMs: number | null): Promise<number> {
    while (!this.#isClosed && timeMs !== null && (this.#reachedMs === null || this.#reachedMs < timeMs)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#wantedUntilMs;
  }
}
