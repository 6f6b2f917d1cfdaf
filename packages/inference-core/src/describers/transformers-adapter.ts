import { Tensor } from 'onnxruntime-node';
import type { Network } from '../onnx/network.ts';

type Feeds = Readonly<Record<string, Tensor>>;

/** ONNX Runtime session as Transformers.js uses it. */
interface TransformersSession {
  readonly inputNames: readonly string[];
  readonly inputMetadata: Network['inputs'];
  run(feeds: Feeds): Promise<Feeds>;
}

/**
 * Adapts a session of this package for Transformers.js, so that the networks are loaded, checked, timed and run in turn
 * like all others. The first dimension is declared as 1: one sequence is run at a time.
 */
export function transformersSession(session: Network): TransformersSession {
  return {
    inputNames: session.inputs.map(({ name }) => name),
    inputMetadata: session.inputs.map((input) => ({ ...input, shape: [1, ...input.shape.slice(1)] })),
    run: (feeds) => runtimeOutputs(session, feeds),
  };
}

/** Runs a network. Its outputs are tensors of the runtime, which Transformers.js insists on and `Network` hides. */
async function runtimeOutputs(session: Network, feeds: Feeds): Promise<Feeds> {
  return (await session.run(feeds)) as Feeds;
}

/**
 * Adapts the session of a vision encoder, which is run on one picture at a time: some exports take no more, and small
 * devices lack the memory for several.
 */
export function visionSession(session: Network): TransformersSession {
  return {
    ...transformersSession(session),
    run: async ({ pixel_values: pixels }) => {
      const features: Tensor[] = [];
      for (const picture of pictures(pixels!)) {
        features.push((await runtimeOutputs(session, { pixel_values: picture }))['image_features']!);
      }
      return { image_features: joined(features) };
    },
  };
}

/**
 * Splits a batch into pictures.
 *
 * @param batch float32 [N, ...]
 */
function pictures({ data, dims: [count, ...dims] }: Tensor): Tensor[] {
  const size = data.length / count!;
  return Array.from(
    { length: count! },
    (_, index) =>
      new Tensor('float32', (data as Float32Array).subarray(index * size, (index + 1) * size), [1, ...dims]),
  );
}

/**
 * Concatenates features.
 *
 * @param features float32 [1, T, D] each
 * @returns float32 [N, T, D]
 */
function joined(features: readonly Tensor[]): Tensor {
  const [{ data, dims }] = features as [Tensor, ...Tensor[]];
  const all = new Float32Array(features.length * data.length);
  for (const [index, feature] of features.entries())
    all.set(feature.data as Float32Array, index * data.length);
  return new Tensor('float32', all, [features.length, ...dims.slice(1)]);
}
