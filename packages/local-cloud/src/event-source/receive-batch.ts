import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

const longestWaitSeconds = 20;
const longestBackOffMs = 5000;

/** Settings by which messages are gathered into batches. */
export interface BatchOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  /** Largest batch, 1..10000; over 10 only with a window. */
  readonly batchSize: number;
  /** Time that a batch waits for more messages after its first, 0..300; 0 takes what one receive brings. */
  readonly maximumBatchingWindowSeconds?: number;
  /** Called for each receive that failed; the next one is tried after a pause. */
  readonly onError: (error: unknown) => void;
}

/** Receives the batches of one poller. */
export class BatchReceiver {
  readonly #options: BatchOptions;
  readonly #closing: AbortSignal;
  #failures = 0;

  constructor(options: BatchOptions, closing: AbortSignal) {
    this.#options = options;
    this.#closing = closing;
  }

  /**
   * Receives one batch.
   *
   * @returns up to `batchSize` messages; none when the queue stayed empty, the server failed or `closing` came first
   */
  async receiveBatch(): Promise<Message[]> {
    const { batchSize, maximumBatchingWindowSeconds: windowSeconds = 0 } = this.#options;
    const messages = await this.#receive(batchSize, longestWaitSeconds);
    const endsAtMs = Date.now() + windowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && !this.#closing.aborted) {
      const leftSeconds = Math.ceil((endsAtMs - Date.now()) / 1000);
      if (leftSeconds <= 0) break;
      messages.push(...(await this.#receive(batchSize - messages.length, leftSeconds)));
    }
    return messages;
  }

  async #receive(wanted: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#options.queueUrl,
      MaxNumberOfMessages: Math.min(wanted, 10),
      WaitTimeSeconds: Math.min(waitSeconds, longestWaitSeconds),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      const { Messages = [] } = await this.#options.sqs.send(command, { abortSignal: this.#closing });
      this.#failures = 0;
      return Messages;
    } catch (error) {
      if (this.#closing.aborted) return [];
      this.#options.onError(error);
      await this.#backOff();
      return [];
    }
  }

  async #backOff(): Promise<void> {
    const pauseMs = Math.min(100 * 2 ** this.#failures++, longestBackOffMs);
    const pause = sleep(pauseMs, undefined, { signal: this.#closing });
    await pause.catch(() => undefined);
  }
}
