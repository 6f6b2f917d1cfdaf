import { createAnalyzer, decodeVideo, probeVideo } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

/** Persons in a frame that the stages after the detector work on. */
const personsPerFrame = 4;

/**
 * Finds the confidence above which random weights find a few persons in a frame, as a trained detector would.
 *
 * @param directory directory of the pack
 * @throws {DeviceError} the GPU cannot be used
 */
export async function calibrate(directory: string, video: string): Promise<number> {
  const pack = await openModelPack(directory);
  await using analyzer = await createAnalyzer(pack, { device: 'cuda', threads: 1 });
  const { detector } = analyzer.stages(null);
  const { frames } = decodeVideo(video, { info: await probeVideo(video), sampleFps: 1 });
  for await (const frame of frames) {
    const [detections] = await detector.detect([await detector.prepare(frame)], 0);
    const found = detections!.persons[personsPerFrame] ?? detections!.persons.at(-1);
    if (found) return found.confidence;
  }
  throw new Error(`${video}: the detector finds nobody at all; give another video`);
}
