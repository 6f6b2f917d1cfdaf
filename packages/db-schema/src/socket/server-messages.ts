const readyForQuery = 0x5a;

/** State of the session after a reply: idle, in a transaction, or in a failed one. */
export type TransactionState = 'idle' | 'open' | 'failed';

/**
 * Reads the transaction state at the end of a reply; null when more is to come.
 *
 * @param reply whole messages of a server
 */
export function stateAfter(reply: Uint8Array): TransactionState | null {
  if (reply.length < 6 || reply[reply.length - 6] !== readyForQuery) return null;
  const status = String.fromCharCode(reply[reply.length - 1]!);
  return status === 'I' ? 'idle' : status === 'E' ? 'failed' : 'open';
}

/**
 * Makes a message that ends the connection.
 *
 * @param code SQLSTATE
 * @see https://www.postgresql.org/docs/current/protocol-error-fields.html
 */
export function fatalError(code: string, message: string): Buffer {
  const fields = [`SFATAL`, `VFATAL`, `C${code}`, `M${message}`].map((field) => `${field}\0`).join('');
  const body = Buffer.from(`${fields}\0`);
  const header = Buffer.alloc(5);
  header.write('E', 0, 'latin1');
  header.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
