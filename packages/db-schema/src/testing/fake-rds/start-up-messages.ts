import type { Readable } from 'node:stream';

/**
 * Reads the next message of a client.
 *
 * @param kind start-up messages have no type byte; the others begin with one
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export async function readMessage(stream: Readable, kind: 'start-up' | 'password'): Promise<Buffer> {
  const lengthAt = kind === 'start-up' ? 0 : 1;
  let bytes = Buffer.alloc(0);
  while (bytes.length < lengthAt + 4 || bytes.length < lengthAt + bytes.readInt32BE(lengthAt)) {
    bytes = Buffer.concat([bytes, await nextChunk(stream)]);
  }
  return bytes;
}

async function nextChunk(stream: Readable): Promise<Buffer> {
  for (;;) {
    const chunk: Buffer | null = stream.read();
    if (chunk !== null) return chunk;
    await new Promise<void>((resolve, reject) => {
      stream.once('readable', resolve);
      stream.once('close', () => reject(new Error('the client has gone')));
    });
  }
}

/** Reads the user's name from a start-up message. */
export function userOf(startUp: Buffer): string {
  const words = startUp.toString('utf8', 8).split('\0');
  return words[words.indexOf('user') + 1]!;
}

/** Message that asks for a password in clear text (AuthenticationCleartextPassword). */
export const askForPassword = Buffer.from([...Buffer.from('R'), 0, 0, 0, 8, 0, 0, 0, 3]);

/** Makes an ErrorResponse with the code invalid_authorization_specification. */
export function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C28000\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
