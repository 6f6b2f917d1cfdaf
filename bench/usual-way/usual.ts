import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzePicture, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import { InferenceSession } from 'onnxruntime-node';
import { writeJpegs } from './jpegs.ts';
import { reportWork } from './work.ts';

/**
 * Analyzes the video named by the first argument the usual way: as many frames a second as the second says become JPEG
 * files, which go through the same models one after the other, with ONNX Runtime's own options.
 */
const [video, fps] = process.argv.slice(2);
const { create } = InferenceSession;
Object.assign(InferenceSession, { create: (model: string) => create(model) });
await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
await reportWork(async () => {
  await using jpegs = await writeJpegs(video!, fps!);
  for (const path of jpegs.paths) await analyzePicture(path, analyzer);
  return jpegs.paths.length;
});
