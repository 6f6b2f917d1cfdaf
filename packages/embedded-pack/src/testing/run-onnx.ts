import { type OnnxModel, writeOnnxModel } from '@deepsentinel/onnx-writer';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { TestTensor } from './tensor.ts';

/** Runs a model of one input with ONNX Runtime. */
export async function runOnnx(model: OnnxModel, { shape, data }: TestTensor): Promise<TestTensor[]> {
  const session = await InferenceSession.create(writeOnnxModel(model));
  try {
    const type = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    const results = await session.run({ input: new Tensor(type, data, shape) });
    return model.outputs.map(({ name }) => {
      const { dims, data: values } = results[name]!;
      return { shape: dims, data: values as Float32Array | Int32Array };
    });
  } finally {
    await session.release();
  }
}
