import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { readPictures } from './frame-reader.ts';

async function collect(chunks: readonly number[][], pictureBytes: number): Promise<number[][]> {
  const pictures: number[][] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const picture of readPictures(stream, pictureBytes)) pictures.push([...picture]);
  return pictures;
}

describe('readPictures', () => {
  test.each([
    { title: 'chunks smaller than a picture', chunks: [[1], [2, 3], [4]] },
    { title: 'a chunk over a boundary', chunks: [[1, 2, 3], [4]] },
    { title: 'all pictures in one chunk', chunks: [[1, 2, 3, 4]] },
    {
      title: 'an incomplete picture at the end',
      chunks: [
        [1, 2],
        [3, 4, 5],
      ],
    },
  ])('cuts $title', async ({ chunks }) => {
    expect(await collect(chunks, 2)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('gives every picture a buffer of its own', async () => {
    const pictures: Uint8Array[] = [];
    for await (const picture of readPictures(Readable.from([Buffer.from([1, 2])]), 1)) pictures.push(picture);
    expect(pictures[0]?.buffer).not.toBe(pictures[1]?.buffer);
  });

  test('reads no further while the consumer is busy', async () => {
    let written = 0;
    const source = new Readable({
      highWaterMark: 4,
      read() {
        written += 4;
        this.push(Buffer.alloc(4));
      },
    });
    const pictures = readPictures(source, 4);
    await pictures.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toBeLessThanOrEqual(16);
    await pictures.return(undefined);
    expect(source.destroyed).toBe(true);
  });
});
