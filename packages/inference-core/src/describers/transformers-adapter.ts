import { Tensor } from 'onnxruntime-node';
import type { OnnxSession } from '../onnx/onnx-session.ts';

type Feeds = Readonly<Record<string, Tensor>>;

/** What Transformers.js uses of an ONNX Runtime session. */
interface TransformersSession {
  readonly inputNames: readonly string[];
  readonly inputMetadata: OnnxSession['inputs'];
  run(feeds: Feeds): Promise<Feeds>;
}

/**
 * A session of ours for Transformers.js: so the networks of a pack are loaded, checked, timed and kept from running at
 * the same time like all others. They are run with one sequence at a time, which their first dimension is said to be.
 */
export function transformersSession(session: OnnxSession): TransformersSession {
  return {
    inputNames: session.inputs.map(({ name }) => name),
    inputMetadata: session.inputs.map((input) => ({ ...input, shape: [1, ...input.shape.slice(1)] })),
    run: (feeds) => session.run(feeds),
  };
}

/**
 * The same for an encoder of pictures, which takes them one by one: some exports take no more, and the memory that
 * several need is not there on small devices.
 */
export function visionSession(session: OnnxSession): TransformersSession {
  return {
    ...transformersSession(session),
    run: async ({ pixel_values: pixels }) => {
      const features: Tensor[] = [];
      for (const picture of pictures(pixels!)) {
        features.push((await session.run({ pixel_values: picture }))['image_features']!);
      }
      return { image_features: joined(features) };
    },
  };
}

/** @param batch float32 [N, ...] */
function pictures({ data, dims: [count, ...dims] }: Tensor): Tensor[] {
  const size = data.length / count!;
  return Array.from(
    { length: count! },
    (_, index) =>
      new Tensor('float32', (data as Float32Array).subarray(index * size, (index + 1) * size), [1, ...dims]),
  );
}

/** @param features float32 [1, T, D] each */
function joined(features: readonly Tensor[]): Tensor {
  const [{ data, dims }] = features as [Tensor, ...Tensor[]];
  const all = new Float32Array(features.length * data.length);
  for (const [index, feature] of features.entries())
    all.set(feature.data as Float32Array, index * data.length);
  return new Tensor('float32', all, [features.length, ...dims.slice(1)]);
}
