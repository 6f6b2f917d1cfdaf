import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type ModelPack, type ModelSlot, openModelPack } from '@deepsentinel/model-pack';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { analyzeVideo } from './analyze-video.ts';
import type { AnalyzedFrame } from './analyzed-frame.ts';
import { createAnalyzer } from './analyzer.ts';
import type { Describer } from './describers/describer.ts';
import type { PersonDetector } from './detectors/detector.ts';
import { type Embedder, embeddingDimensions } from './embedders/embedder.ts';
import type { Frame } from './frame.ts';
import { defineRule } from './index.ts';
import type { ModelFamilies } from './model-registry.ts';
import { createQueryEmbedder } from './query-embedder.ts';
import { paintedFrame } from './testing/factories.ts';

const size = { width: 320, height: 240 };
const standing = { x1: 100, y1: 60, x2: 140, y2: 180 };
/** When the person falls, milliseconds. */
const fallMs = 3000;

/** Sees a person who stands, and then lies where only a closer look finds somebody. */
const scripted: PersonDetector<null> = {
  findsFaces: false,
  maxBatch: 1,
  prepare: async (frame) => ({ frame, input: null }),
  detect: async ([prepared]) => {
    const { frame } = prepared!;
    const isWhole = frame.width === size.width;
    if (isWhole && frame.timeMs >= fallMs) return [{ persons: [], faces: null }];
    const [x, y] = [frame.width / 2, frame.height / 2];
    const box = isWhole ? standing : { x1: x - 50, y1: y - 30, x2: x + 50, y2: y + 30 };
    return [{ persons: [{ box, confidence: 0.95 }], faces: null }];
  },
};
const poetic: Describer = {
  name: 'poet',
  describe: async ({ event }) => ({ text: `There was ${event.type}.`, state: 'proposed', answer: null }),
};
const one = new Float32Array(embeddingDimensions).fill(1 / Math.sqrt(embeddingDimensions));
const constant: Embedder = {
  name: 'constant',
  kind: 'lexical',
  embed: async (texts) => texts.map(() => one),
  embedQuery: async () => one,
};
const families: ModelFamilies = {
  detector: { scripted: async () => scripted },
  describer: { poet: async () => poetic },
  embedder: { constant: async () => constant },
};

let embedded: ModelPack;
beforeAll(async () => {
  embedded = await openModelPack(await ensureEmbeddedPack());
});

/** The embedded pack with other families in some slots, and with no models in the others. */
function packOf(names: Readonly<Partial<Record<ModelSlot, string>>>): ModelPack {
  const models = Object.entries(names).map(([slot, family]) => {
    const model = embedded.models.get(slot as ModelSlot)!;
    return [model.slot, { ...model, family, networks: {}, thresholds: { confidence: 0.5 } }] as const;
  });
  return { ...embedded, models: new Map(models) };
}

/** Gray frames with something bright where the person lies from the fall on. */
async function* fall(seconds: number): AsyncGenerator<Frame> {
  for (let timeMs = 0; timeMs < seconds * 1000; timeMs += 200) {
    const isFallen = (x: number, y: number) => timeMs >= fallMs && x > 60 && x < 180 && y > 90 && y < 220;
    yield paintedFrame({ ...size, timeMs }, (x, y) => (isFallen(x, y) ? [250, 250, 250] : [128, 128, 128]));
  }
}

describe("a caller's own families", () => {
  const seen: AnalyzedFrame[] = [];
  let described: { text: string; embeddedBy: string }[];
  beforeAll(async () => {
    const pack = packOf({ detector: 'scripted', describer: 'poet', embedder: 'constant' });
    await using analyzer = await createAnalyzer(pack, { families });
    const onFrame = (analyzed: AnalyzedFrame) => void seen.push(analyzed);
    const chunks = await Array.fromAsync(analyzeVideo(fall(5), analyzer, { onFrame }));
    described = chunks.flatMap(({ events }) =>
      events.map(({ description: text, embeddedBy }) => ({ text, embeddedBy })),
    );
  });

  test('describe and embed events', () => {
    expect(described).toContainEqual({ text: 'There was standing.', embeddedBy: 'constant' });
  });

  test('detect, and whoever lies where a track was lost is seen by onFrame, too', () => {
    const lying = seen.filter(({ frame: { timeMs } }) => timeMs >= fallMs);
    expect(lying).toHaveLength(10);
    // The first look has to be confirmed by a second one.
    for (const { persons, tracks, frame } of lying.slice(1)) {
      expect(tracks).toEqual([{ trackId: 1, timeMs: frame.timeMs, person: persons[0] }]);
      expect(persons).toEqual([expect.objectContaining({ posture: 'lying' })]);
    }
  });

  test('embed what is searched for', async () => {
    const pack = packOf({ detector: 'scripted', embedder: 'constant' });
    await using query = await createQueryEmbedder(pack, { threads: 1, families });
    expect(query.embedder).toBe(constant);
  });

  test('are known beside those of this package', async () => {
    const unknown = createAnalyzer(packOf({ detector: 'oracle' }), { families });
    await expect(unknown).rejects.toThrow(
      'detector (oracle): unknown family; known for this slot are centernet, yolo, scripted',
    );
  });
});

describe('a describer that looks at pictures', () => {
  /** Stripes, by which a blurred picture can be told from another. */
  async function* striped(): AsyncGenerator<Frame> {
    for (let timeMs = 0; timeMs < fallMs; timeMs += 200) {
      yield paintedFrame({ ...size, timeMs }, (x) => [x % 8 < 4 ? 0 : 255, 0, 0]);
    }
  }
  const presence = defineRule({
    name: 'anomaly-presence',
    type: 'anomaly',
    initial: { sinceMs: null as number | null },
    activeSinceMs: ({ sinceMs }) => sinceMs,
    observe: ({ sinceMs }, { timeMs }) => ({ state: { sinceMs: sinceMs ?? timeMs } }),
    finish: ({ sinceMs }) => ({ startMs: sinceMs!, endMs: fallMs, confidence: 1, evidence: {} }),
    claim: 'a person is there',
    sentence: ({ who }) => `${who} is there`,
  });

  /** Pictures that the describer was shown, and those of the same names that were handed out. */
  async function picturesOf(describer: Pick<Describer, 'local'>, settings: { readonly blurFaces?: boolean }) {
    const shown = new Map<string, Buffer>();
    const watching: Describer = {
      ...{ ...poetic, ...describer },
      describe: async (subject) => {
        for (const { thumbnail, jpeg } of subject.pictures) shown.set(thumbnail, Buffer.from(jpeg));
        return await poetic.describe(subject);
      },
    };
    const pack = packOf({ detector: 'scripted', describer: 'watching' });
    const ownFamilies = { ...families, describer: { watching: async () => watching } };
    await using analyzer = await createAnalyzer(pack, { families: ownFamilies });
    const chunks = await Array.fromAsync(
      analyzeVideo(striped(), analyzer, { ...settings, rules: [presence], chunkSeconds: 60 }),
    );
    const stored = chunks.flatMap(({ thumbnails }) =>
      thumbnails.filter(({ fileName }) => shown.has(fileName)).map(({ data }) => Buffer.from(data)),
    );
    return { shown: [...shown.values()], stored };
  }

  test('sees heads blurred, as they are saved, unless it says that pictures stay in this process', async () => {
    const saved = await picturesOf({}, {});
    expect(saved.shown.length).toBeGreaterThan(1);
    expect(saved.shown).toEqual(saved.stored);
    const local = await picturesOf({ local: true }, {});
    const unblurred = await picturesOf({}, { blurFaces: false });
    expect(local.stored).toEqual(saved.stored);
    expect(local.shown).toEqual(unblurred.stored);
    expect(local.shown).not.toEqual(local.stored);
  });
});

test('the processor and two threads are taken unless told otherwise', async () => {
  const seen: unknown[] = [];
  const spy: ModelFamilies = {
    detector: {
      scripted: async (_model, { settings }) => {
        seen.push(settings);
        return scripted;
      },
    },
  };
  const pack = packOf({ detector: 'scripted' });
  await using _two = await createAnalyzer(pack, { families: spy });
  await using _four = await createAnalyzer(pack, { families: spy, threads: 4 });
  await using _gpu = await createAnalyzer(pack, { families: spy, device: 'cuda' });
  const settings = { device: 'cpu', threads: 2, optimizedModelCache: null };
  expect(seen).toEqual([settings, { ...settings, threads: 4 }, { ...settings, device: 'cuda' }]);
});
