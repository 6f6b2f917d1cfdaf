import { type ModelPack, ModelPackError, type ModelSlot, type PackedModel } from '@deepsentinel/model-pack';
import { type AnalysisStage, analysisStages } from '@deepsentinel/queue-contracts';
import type { Describer } from './describers/describer.ts';
import { templateDescriber } from './describers/template.ts';
import { batchedDetector, type PersonDetector } from './detectors/detector.ts';
import type { Embedder, ImageTextEmbedder } from './embedders/embedder.ts';
import { hashingEmbedder } from './embedders/hashing.ts';
import { type FaceSearch, faceSearch } from './evidence/face-search.ts';
import { findFamily, type ModelFamilies, type SlotStages } from './model-registry.ts';
import { completeSettings, decoderThreads, type SessionSettings } from './onnx/device.ts';
import { modelName } from './onnx/model-entry.ts';
import type { ModelFamily } from './onnx/model-family.ts';
import { ModelLoader } from './onnx/model-loader.ts';
import { type FrameAttributeEstimator, frameAttributeEstimator } from './persons/estimate-attributes.ts';
import { type PoseFollower, poseFollower } from './persons/pose-follower.ts';
import {
  confidenceRule,
  minStartingConfidence,
  type PoseRescorer,
  poseRescorer,
} from './persons/rescore-with-pose.ts';
import { type FallenRedetector, fallenRedetector } from './tracking/redetect-fallen.ts';

/** Stages of an analysis, with their models loaded. */
export interface Stages {
  readonly detector: PersonDetector;
  /** Rescoring of a frame by itself. */
  readonly rescoreWithPose: PoseRescorer;
  /** Rescoring of a frame that follows another. */
  readonly followPoses: PoseFollower;
  /** Least confidence of a detection that can start a track, 0..1; others do not keep the sampler active. */
  readonly minStartingConfidence: number;
  /** Redetection of persons who may have fallen; null when no rule watches for falls. */
  readonly redetectFallen: FallenRedetector | null;
  /** Estimation of age and gender; null when they are left out. */
  readonly estimateAttributes: FrameAttributeEstimator | null;
  /** Search of whole pictures for faces; null when the detector finds faces itself or no model does. */
  readonly searchFaces: FaceSearch | null;
  /** Typical error of an estimated age, years; 0 when none is estimated. */
  readonly ageErrorYears: number;
  /** Stages that the analysis runs: requested, and with a model where they need one. */
  readonly active: readonly AnalysisStage[];
  readonly describer: Describer;
  readonly embedder: Embedder;
  /** Embedder of pictures; null when the pack has none, or embeddings by models are left out. */
  readonly imageText: ImageTextEmbedder | null;
}

/** Loaded models of a pack. May be used for many videos, one at a time. */
export interface Analyzer extends AsyncDisposable {
  /** Name and version of the pack, for instance `embedded@1.1.0`. */
  readonly modelPack: string;
  /** Slots whose models are loaded. */
  readonly slots: readonly ModelSlot[];
  /** Processor threads that the models leave to the decoder. */
  readonly decoderThreads: number;
  /**
   * Makes the stages of an analysis.
   *
   * @param wanted requested stages; null for all that were loaded
   * @throws {ModelPackError} a stage's model was not loaded
   */
  stages(wanted: readonly AnalysisStage[] | null): Stages;
  /** Milliseconds spent inside the models since they were loaded. */
  sessionMs(): number;
}

/** Stages, families and device of an analyzer; by default it runs on the processor with two threads. */
export interface AnalyzerOptions extends Partial<SessionSettings> {
  /** Stages to load models for; null for all that the pack has models for. */
  readonly stages?: readonly AnalysisStage[] | null;
  /** Code for models that this package does not know, by slot and by the family that a manifest names. */
  readonly families?: ModelFamilies;
}

/** Stage without which the model of a slot is not used; the detector and the model that finds faces to blur always are. */
const stageOfSlot: Readonly<Partial<Record<ModelSlot, AnalysisStage>>> = {
  pose: 'pose',
  attributes: 'attributes',
  describer: 'describer',
  embedder: 'embedder',
  imageText: 'embedder',
};

/** Slots whose models the stages need. */
function slotsOf(stages: readonly AnalysisStage[]): Exclude<AnalysisStage, 'rules'>[] {
  return stages.filter((stage) => stage !== 'rules');
}

/**
 * Selects the models of a pack that some stages use.
 *
 * @param stages null for all
 * @throws {ModelPackError} a stage's slot is empty
 */
export function modelsForStages(pack: ModelPack, stages: readonly AnalysisStage[] | null): PackedModel[] {
  const expected = slotsOf(stages ?? []);
  const missing = expected.filter((stage) => !pack.models.has(stage));
  if (missing.length > 0) {
    const found = [...pack.models.keys()].join(', ');
    throw new ModelPackError(
      `${pack.directory}: expected models for ${expected.join(', ')}; the pack has none for ${missing.join(', ')}, only for ${found}`,
    );
  }
  return [...pack.models.values()].filter(({ slot }) => {
    const stage = stageOfSlot[slot];
    return stage === undefined || stages === null || stages.includes(stage);
  });
}

/**
 * Loads the models of a pack.
 *
 * @throws {ModelPackError} a slot is empty, or a model cannot be loaded, breaks its contract or is of an unknown family
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function createAnalyzer(
  pack: ModelPack,
  { stages = null, families = {}, ...settings }: AnalyzerOptions = {},
): Promise<Analyzer> {
  const models = modelsForStages(pack, stages);
  await using loading = new AsyncDisposableStack();
  const completed = completeSettings(settings);
  const loader = loading.use(new ModelLoader(completed));
  const loaded: { -readonly [Slot in ModelSlot]?: SlotStages[Slot] } = {};
  for (const model of models) {
    const family: ModelFamily<unknown> = findFamily(model.slot, model, families);
    Object.assign(loaded, { [model.slot]: await loader.load(model, family) });
  }
  checkFaces(pack, loaded);
  loaded.detector = batchedDetector(loaded.detector!);
  const running = loading.move();
  return {
    modelPack: `${pack.name}@${pack.version}`,
    slots: models.map(({ slot }) => slot),
    decoderThreads: decoderThreads(completed),
    stages: (wanted) => stagesOf(pack, loaded, wanted),
    sessionMs: () => loader.busyMs,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

type LoadedStages = Partial<SlotStages>;

/** Checks that the detector or another model finds faces if age and gender need them. */
function checkFaces({ models }: ModelPack, { detector, attributes, faces }: LoadedStages): void {
  if (!attributes?.needsFace || faces || detector!.findsFaces) return;
  throw new ModelPackError(
    `${modelName(models.get('attributes')!)}: needs faces: expected a detector that finds them or a model in the slot "faces", found neither`,
  );
}

function stagesOf(pack: ModelPack, loaded: LoadedStages, wanted: readonly AnalysisStage[] | null): Stages {
  const missing = slotsOf(wanted ?? []).filter((slot) => !loaded[slot]);
  if (missing.length > 0) {
    throw new ModelPackError(`${pack.directory}: no model was loaded for ${missing.join(', ')}`);
  }
  const stages: readonly AnalysisStage[] = wanted ?? analysisStages;
  const detector = loaded.detector!;
  const pose = stages.includes('pose') ? loaded.pose : undefined;
  const attributes = stages.includes('attributes') ? loaded.attributes : undefined;
  const byModel = stages.includes('embedder');
  const detectorModel = pack.models.get('detector')!;
  const rescoreWithPose = poseRescorer(detectorModel, pose ?? null);
  return {
    detector,
    rescoreWithPose,
    followPoses: poseFollower(rescoreWithPose, confidenceRule(detectorModel)),
    minStartingConfidence: minStartingConfidence(detectorModel, pose !== undefined),
    redetectFallen: stages.includes('rules') ? fallenRedetector(detector, rescoreWithPose) : null,
    estimateAttributes: attributes ? frameAttributeEstimator(loaded.faces ?? null, attributes) : null,
    searchFaces: loaded.faces && !detector.findsFaces ? faceSearch(loaded.faces) : null,
    ageErrorYears: attributes?.ageErrorYears ?? 0,
    active: stages.filter((stage) => stage === 'rules' || loaded[stage]),
    describer: (stages.includes('describer') && loaded.describer) || templateDescriber,
    embedder: (byModel && loaded.embedder) || hashingEmbedder,
    imageText: (byModel && loaded.imageText) || null,
  };
}
