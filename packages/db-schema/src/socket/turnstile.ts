/** Lets one holder at a time through; the others wait in the order in which they came. */
export class Turnstile<Holder extends object> {
  #holder: Holder | null = null;
  readonly #waiting: { readonly holder: Holder; readonly enter: () => void }[] = [];

  /** Resolves when it is this one's turn; at once if it is already. */
  async enter(holder: Holder): Promise<void> {
    if (this.#holder === null || this.#holder === holder) {
      this.#holder = holder;
      return;
    }
    await new Promise<void>((enter) => this.#waiting.push({ holder, enter }));
  }

  holds(holder: Holder): boolean {
    return this.#holder === holder;
  }

  /** Lets the next one through. */
  leave(holder: Holder): void {
    if (this.#holder !== holder) return;
    const next = this.#waiting.shift();
    this.#holder = next?.holder ?? null;
    next?.enter();
  }
}
