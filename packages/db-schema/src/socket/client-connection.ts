import type { Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { ProtocolViolation } from '../errors.ts';
import { sessionSettings } from '../session.ts';
import { type ClientMessage, ClientMessages } from './client-messages.ts';
import type { Mutex } from './mutex.ts';
import { fatalError, stateAfter } from './server-messages.ts';

/** The engine that all connections share, and the mutex that admits one of them at a time. */
export interface SharedEngine {
  readonly pglite: PGlite;
  readonly mutex: Mutex<ClientConnection>;
  /** A client that sends nothing inside a transaction for this long is cut off, because all others wait for it. */
  readonly idleInTransactionMs: number;
}

/** Types of messages that a server answers: Query, Sync, Flush, CopyDone, CopyFail. */
const answered = new Set(['Q', 'S', 'H', 'c', 'f']);
const terminate = 'X';
const idleInTransaction = 'terminating connection due to idle-in-transaction timeout';
/** Statements that give the next client a fresh session; its own settings follow. */
const resetSession = [
  'rollback',
  'select pg_advisory_unlock_all()',
  'deallocate all',
  'discard temporary',
  'reset all',
  sessionSettings,
].join(';');

/**
 * One client of the shared engine. It holds the engine from its first message until the engine reports that no
 * transaction is open, so that no other client's messages come in between.
 */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #engine: SharedEngine;
  readonly #messages = new ClientMessages();
  #unit: Uint8Array[] = [];
  /** Requests of this client, in order. */
  #work: Promise<void> = Promise.resolve();
  #isGone = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, engine: SharedEngine) {
    this.#socket = socket;
    this.#engine = engine;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#takeIn(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#leave());
  }

  /** Closes the connection; resolves when the engine has nothing left of this client. */
  async close(): Promise<void> {
    this.#socket.destroy();
    this.#leave();
    await this.#work;
  }

  #takeIn(chunk: Buffer): void {
    if (this.#isGone) return;
    try {
      for (const message of this.#messages.take(chunk)) this.#receive(message);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.#cutOff('08P01', error.message);
    }
  }

  #receive({ kind, type, bytes }: ClientMessage): void {
    if (kind === 'encryption-request') this.#socket.write('N');
    else if (kind === 'cancel-request' || type === terminate) this.#socket.end();
    else if (kind === 'start-up') this.#run(bytes);
    else {
      // The engine has one session: a statement with a name would be everybody's.
      if (type === 'P' && bytes[5] !== 0) throw new ProtocolViolation('named statements are not supported');
      this.#unit.push(bytes);
      if (!answered.has(type)) return;
      const unit = Buffer.concat(this.#unit);
      this.#unit = [];
      this.#run(unit);
    }
  }

  #run(bytes: Uint8Array): void {
    clearTimeout(this.#idleTimer);
    this.#work = this.#work.then(() => this.#answer(bytes)).catch(() => this.#abandon());
  }

  async #answer(bytes: Uint8Array): Promise<void> {
    const { pglite, mutex, idleInTransactionMs } = this.#engine;
    await mutex.acquire(this);
    if (this.#isGone) return;
    const reply = await pglite.execProtocolRaw(bytes);
    this.#socket.write(reply);
    clearTimeout(this.#idleTimer);
    if (stateAfter(reply) === 'idle') mutex.release(this);
    else this.#idleTimer = setTimeout(() => this.#cutOff('25P03', idleInTransaction), idleInTransactionMs);
  }

  #cutOff(code: string, reason: string): void {
    this.#socket.end(fatalError(code, reason));
    this.#leave();
  }

  #leave(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearTimeout(this.#idleTimer);
    this.#work = this.#work.then(() => this.#abandon());
  }

  /** Rolls back, resets the session, and releases the mutex. */
  async #abandon(): Promise<void> {
    const { pglite, mutex } = this.#engine;
    await mutex.acquire(this);
    try {
      await pglite.exec(resetSession);
    } catch {
      // The engine itself is broken: the next client's first query says so.
    } finally {
      mutex.release(this);
      this.#socket.destroySoon();
    }
  }
}
