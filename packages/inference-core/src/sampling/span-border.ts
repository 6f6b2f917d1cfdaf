/**
 * Place in footage where the decoder asks how far it is to go on: pictures up to that time are decoded, and those behind
 * it are passed over unless something happens there.
 */
export class SpanBorder {
  readonly #answer = Promise.withResolvers<number>();

  /** Time up to which pictures are wanted, milliseconds. */
  get untilMs(): Promise<number> {
    return this.#answer.promise;
  }

  /** Answers; later answers have no effect. */
  decide(untilMs: number): void {
    this.#answer.resolve(untilMs);
  }
}
