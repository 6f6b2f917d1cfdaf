import { Tensor } from 'onnxruntime-node';

/** Rows of token ids as networks take them, by the names that they give them. */
export interface TokenTensors {
  /** int64 [height, width], the ids */
  readonly input_ids: Tensor;
  /** int64 [height, width], 1 for tokens, 0 for what fills the rows */
  readonly attention_mask: Tensor;
  /** int64 [height, width], all 0: the texts have one part */
  readonly token_type_ids: Tensor;
}

/** @param shape at least as many rows, and as wide, as there are; what is left is filled and masked */
export function tokenTensors(
  rows: readonly (readonly number[])[],
  { height, width, padTokenId }: { height: number; width: number; padTokenId: number },
): TokenTensors {
  const ids = new BigInt64Array(height * width).fill(BigInt(padTokenId));
  const mask = new BigInt64Array(height * width);
  for (const [row, tokens] of rows.entries()) {
    for (const [column, token] of tokens.entries()) ids[row * width + column] = BigInt(token);
    mask.fill(1n, row * width, row * width + tokens.length);
  }
  const tensor = (data: BigInt64Array) => new Tensor('int64', data, [height, width]);
  return {
    input_ids: tensor(ids),
    attention_mask: tensor(mask),
    token_type_ids: tensor(new BigInt64Array(height * width)),
  };
}
