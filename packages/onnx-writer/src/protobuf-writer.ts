/** Writes one protobuf message. Fields are numbered as in the message's .proto file. */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];

  /** Writes a varint field: integers, enums, booleans. Negative numbers take ten bytes, as int64 does. */
  int(field: number, value: number | bigint): this {
    this.#varint(field << 3);
    return this.#varint(value);
  }

  /** Writes a 32-bit float field. */
  float(field: number, value: number): this {
    this.#varint((field << 3) | 5);
    this.#chunks.push(new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    this.#chunks.push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#chunks));
  }

  #varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    this.#chunks.push(Uint8Array.from(bytes));
    return this;
  }
}
