import * as tf from '@tensorflow/tfjs';
import type { TestGraphModel } from './graph-model.ts';
import type { TestTensor } from './tensor.ts';

// Otherwise it advises to install its native backend.
tf.enableProdMode();

/** Runs a graph model on the processor with TensorFlow.js, which knows nothing of our converter. */
export async function runTensorflow(
  { json, bin }: TestGraphModel,
  input: TestTensor,
  outputs: readonly string[],
): Promise<TestTensor[]> {
  await tf.setBackend('cpu');
  const { weightsManifest, ...artifacts } = json as {
    modelTopology: object;
    weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
  };
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = new Uint8Array(bin).buffer;
  const model = await tf.loadGraphModel({ load: async () => ({ ...artifacts, weightSpecs, weightData }) });
  const type = input.data instanceof Float32Array ? 'float32' : 'int32';
  const results = tf.tidy(() => {
    const fed = tf.tensor(input.data, [...input.shape], type);
    const computed = [model.execute(fed, [...outputs])].flat() as tf.Tensor[];
    return computed.map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync<'float32' | 'int32'>() }));
  });
  model.dispose();
  return results;
}
