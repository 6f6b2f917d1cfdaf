import type { JobStore, PendingEvent } from './job-store.ts';

const longestPauseMs = 30_000;
const atOnce = 20;

/** Tells of events until each has been heard: at least once, across restarts, not necessarily in order. */
export class EventDelivery implements AsyncDisposable {
  readonly #store: JobStore;
  readonly #tell: (event: never) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(store: JobStore, tell: (event: never) => Promise<void>) {
    this.#store = store;
    this.#tell = tell;
  }

  /** Looks for events that are due; to be called whenever there may be new ones. */
  wake(): void {
    this.#round = this.#round.then(() => this.#deliverDue());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #deliverDue(): Promise<void> {
    for (;;) {
      if (this.#isClosed) return;
      const due = this.#store.dueEvents(Date.now(), atOnce);
      if (due.length === 0) break;
      await Promise.all(due.map((event) => this.#deliver(event)));
    }
    const next = this.#store.nextEventAt();
    clearTimeout(this.#timer);
    if (next !== null) this.#timer = setTimeout(() => this.wake(), Math.max(10, next - Date.now()));
  }

  async #deliver({ id, event, tries }: PendingEvent): Promise<void> {
    try {
      await this.#tell(event as never);
      this.#store.removeEvent(id);
    } catch {
      this.#store.postponeEvent(id, Date.now() + Math.min(longestPauseMs, 200 * 2 ** tries));
    }
  }
}
