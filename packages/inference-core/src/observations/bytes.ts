/** Writes numbers one after the other into bytes; `ByteReader` reads them in the same order. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Writes an integer, of up to 53 bits: small ones of either sign take one byte. */
  integer(value: number): void {
    // Zigzag and base 128, as Protocol Buffers encode sint64.
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest >= 128) {
      this.#byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  /** Writes any number, float64. */
  float(value: number): void {
    for (const byte of new Uint8Array(Float64Array.of(value).buffer)) this.#byte(byte);
  }

  /** Bytes written so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }
}

/** Reads what a `ByteWriter` has written. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** @throws {RangeError} the bytes have come to their end */
  integer(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    }
  }

  /** @throws {RangeError} the bytes have come to their end */
  float(): number {
    const bytes = Uint8Array.from({ length: 8 }, () => this.#byte());
    return new Float64Array(bytes.buffer)[0]!;
  }

  #byte(): number {
    const byte = this.#bytes[this.#position++];
    if (byte === undefined) throw new RangeError('observations: expected more bytes, found their end');
    return byte;
  }
}
