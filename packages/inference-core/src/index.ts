export {
  type AnalysisStage,
  analysisStages,
  type Box,
  type EventAnswer,
  type EventState,
  type EventType,
  type EvidenceFrame,
  eventStates,
  eventTypes,
  type Gender,
  type PathPoint,
  type PersonAttributes,
  type Posture,
} from '@deepsentinel/queue-contracts';
export type { AnalysisSettings } from './analysis-settings.ts';
export { analysisSettingsSchema, maxRateRatio } from './analysis-settings.ts';
export type { AnalysisState } from './analysis-state.ts';
export type { AnalyzeOptions } from './analyze-options.ts';
export { analyzeVideo } from './analyze-video.ts';
export { type Analyzer, type AnalyzerOptions, createAnalyzer, modelsForStages } from './analyzer.ts';
export { boxArea, boxCenter, boxHeight, boxWidth, clipBox, intersectionArea, iou } from './box.ts';
export type { Chunk, ChunkStats, FrameDetections, VideoEnd } from './chunk.ts';
export { decodeVideo } from './decode/decode-video.ts';
export { probeVideo } from './decode/probe-video.ts';
export type { VideoInfo } from './decode/video-info.ts';
export type { DescribedSubject, Describer, EventDescription } from './describers/describer.ts';
export { eventQuestion } from './describers/event-question.ts';
export { verifyingDescriber } from './describers/verifying-describer.ts';
export {
  cocoKeypoints,
  type Detection,
  type Keypoint,
  type KeypointName,
  type PersonDetection,
  type Pose,
} from './detection.ts';
export { type Embedder, embeddingDimensions } from './embedders/embedder.ts';
export { type ImageTextEmbedder, imageTextDimensions } from './embedders/embedder.ts';
export { DeviceError, VideoError, type VideoErrorCode } from './errors.ts';
export type { AnalysisEvent } from './event.ts';
export { rulesOff } from './events/rule-needs.ts';
export type { Frame } from './frame.ts';
export { type ExtraDescribers, findFamily } from './model-registry.ts';
export { type Device, deviceSchema, type SessionSettings } from './onnx/device.ts';
export { inspectModel, type ModelInspection } from './onnx/inspect-model.ts';
export type { NetworkInspection } from './onnx/inspect-model.ts';
export type { LoadedNetwork } from './onnx/onnx-session.ts';
export { countConstant, positiveConstant } from './onnx/model-entry.ts';
export type { ModelFamily, NetworkLoader } from './onnx/model-family.ts';
export { createQueryEmbedder, type QueryEmbedder } from './query-embedder.ts';
export {
  contextOfCamera,
  type StoreConfiguration,
  storeConfigurationSchema,
} from './store/store-context.ts';
export type { StoreContext } from './store/store-context.ts';
export type { Thumbnail } from './thumbnails/thumbnail.ts';
export type { Track } from './track.ts';
export { assignMinimumCost } from './tracking/hungarian.ts';
