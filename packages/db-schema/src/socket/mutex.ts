/** A first-in, first-out mutex. Its holder may acquire again without waiting. */
export class Mutex<Holder extends object> {
  #holder: Holder | null = null;
  readonly #waiting: { readonly holder: Holder; readonly acquire: () => void }[] = [];

  /** Acquires the mutex; resolves at once when `holder` has it already. */
  async acquire(holder: Holder): Promise<void> {
    if (this.#holder === null || this.#holder === holder) {
      this.#holder = holder;
      return;
    }
    await new Promise<void>((acquire) => this.#waiting.push({ holder, acquire }));
  }

  holds(holder: Holder): boolean {
    return this.#holder === holder;
  }

  /** Hands the mutex to the next in line. Does nothing unless `holder` has it. */
  release(holder: Holder): void {
    if (this.#holder !== holder) return;
    const next = this.#waiting.shift();
    this.#holder = next?.holder ?? null;
    next?.acquire();
  }
}
