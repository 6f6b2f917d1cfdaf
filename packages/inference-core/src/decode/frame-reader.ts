import type { Readable } from 'node:stream';

/**
 * Cuts a stream of raw pictures into buffers, each filled in place and owned by the consumer. Reads only when asked, so
 * that the writer waits for the consumer. An incomplete picture at the end is dropped.
 *
 * @param pictureBytes size of one picture
 */
export async function* readPictures(stream: Readable, pictureBytes: number): AsyncGenerator<Uint8Array> {
  let picture = new Uint8Array(pictureBytes);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    for (let offset = 0; offset < chunk.length; ) {
      const part = chunk.subarray(offset, offset + pictureBytes - filled);
      picture.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled < pictureBytes) continue;
      yield picture;
      picture = new Uint8Array(pictureBytes);
      filled = 0;
    }
  }
}
