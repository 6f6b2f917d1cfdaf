import { ProtocolViolation } from '../errors.ts';

/** A message of a client, or one of the requests that precede the first. */
export interface ClientMessage {
  readonly kind: 'start-up' | 'encryption-request' | 'cancel-request' | 'message';
  /** Type of a message, for instance `Q`; empty for the other requests. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Longest start-up packet that PostgreSQL takes, bytes. */
const longestStartUpBytes = 10_000;
/**
 * Types of messages a client may send: Parse, Bind, Describe, Execute, Close, Sync, Query, Flush, CopyData, CopyDone,
 * CopyFail, password, Terminate.
 */
const knownTypes = new Set('PBDECSQHdcfpX');

const requestKinds = new Map<number, ClientMessage['kind']>([
  [80_877_102, 'cancel-request'],
  [80_877_103, 'encryption-request'],
  [80_877_104, 'encryption-request'],
]);

/**
 * Splits the bytes of a PostgreSQL client into messages.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class ClientMessages {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #hasStarted = false;

  /**
   * Adds bytes and yields the messages that they complete.
   *
   * @throws {ProtocolViolation} it is no message that a client may send
   */
  *take(chunk: Buffer): Generator<ClientMessage> {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    for (let message = this.#next(); message; message = this.#next()) yield message;
  }

  #next(): ClientMessage | null {
    const headerBytes = this.#hasStarted ? 5 : 8;
    if (this.#pendingBytes < headerBytes) return null;
    const totalBytes = this.#bytesOf(this.#peek(headerBytes));
    if (this.#pendingBytes < totalBytes) return null;
    const bytes = this.#pop(totalBytes);
    if (this.#hasStarted) return { kind: 'message', type: String.fromCharCode(bytes[0]!), bytes };
    const kind = requestKinds.get(bytes.readUInt32BE(4)) ?? 'start-up';
    this.#hasStarted = kind === 'start-up';
    return { kind, type: '', bytes };
  }

  #bytesOf(header: Buffer): number {
    const length = header.readUInt32BE(this.#hasStarted ? 1 : 0);
    if (!this.#hasStarted) {
      if (length < 8 || length > longestStartUpBytes) throw new ProtocolViolation('invalid start-up packet');
      return length;
    }
    const type = String.fromCharCode(header[0]!);
    if (!knownTypes.has(type) || length < 4) throw new ProtocolViolation(`invalid message "${type}"`);
    return 1 + length;
  }

  #peek(bytes: number): Buffer {
    const [first] = this.#pending;
    return first!.length >= bytes ? first! : this.#joined();
  }

  #pop(bytes: number): Buffer {
    const joined = this.#joined();
    this.#pending = [joined.subarray(bytes)];
    this.#pendingBytes -= bytes;
    return joined.subarray(0, bytes);
  }

  /** Joins the pieces received so far. Called only when a message is complete, since a large one arrives in many pieces. */
  #joined(): Buffer {
    const [first, ...rest] = this.#pending;
    if (rest.length > 0) this.#pending = [Buffer.concat(this.#pending)];
    return this.#pending[0] ?? first!;
  }
}
