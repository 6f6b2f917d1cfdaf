export {
  type AnalysisStage,
  analysisStages,
  type Box,
  type EventAnswer,
  type EventEvidence,
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
export { type AnalysisState, canResume, type ResumeContext } from './analysis-state.ts';
export type { AnalyzeOptions } from './analyze-options.ts';
export {
  type AnalyzePictureOptions,
  analyzePicture,
  type Picture,
  type PictureAnalysis,
  type PicturedPerson,
} from './analyze-picture.ts';
export { analyzeVideo } from './analyze-video.ts';
export type { AnalyzedFrame } from './analyzed-frame.ts';
export { type Analyzer, type AnalyzerOptions, createAnalyzer, modelsForStages } from './analyzer.ts';
export { boxArea, boxCenter, boxHeight, boxWidth, clipBox, intersectionArea, iou } from './box.ts';
export type { Chunk, ChunkStats, FrameDetections, VideoEnd } from './chunk.ts';
export { decodePicture } from './decode/decode-picture.ts';
export { decodeVideo } from './decode/decode-video.ts';
export type { VideoSource } from './decode/open-video.ts';
export { probeVideo } from './decode/probe-video.ts';
export { correctPictures, type VideoInfo } from './decode/video-info.ts';
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
export type { Detections, PersonDetector, PreparedFrame } from './detectors/detector.ts';
export {
  type Embedder,
  embeddingDimensions,
  type ImageTextEmbedder,
  imageTextDimensions,
} from './embedders/embedder.ts';
export {
  DescriberUnavailableError,
  DeviceError,
  ObservationsFormatError,
  VideoError,
  type VideoErrorCode,
} from './errors.ts';
export type { AnalysisEvent } from './event.ts';
export type { FaceSearch, FrameView } from './evidence/face-search.ts';
export { type HeadFinder, headFinder } from './evidence/head-box.ts';
export { type BlurRegion, blurRegions } from './evidence/pixelate.ts';
export type { Shot } from './evidence/subject.ts';
export type { Thumbnail } from './evidence/thumbnail.ts';
export type { Frame } from './frame.ts';
export { addGatingStats, type GatingReason, type GatingStats, noGatingStats } from './gating/gate-state.ts';
export { findFamily, type ModelFamilies, type SlotStages } from './model-registry.ts';
export {
  type ContinuedRecording,
  type ContinuedTracks,
  continueTracks,
} from './observations/continue-tracks.ts';
export { type HandOver, isHandOver, type PlacedEvent } from './observations/hand-over.ts';
export {
  type ReplayEventsOptions,
  type ReplayedEvent,
  replayEvents,
} from './observations/replay-events.ts';
export { type Device, deviceSchema, type SessionSettings } from './onnx/device.ts';
export { inspectModel, type ModelInspection, type NetworkInspection } from './onnx/inspect-model.ts';
export { asset, constant, countConstant, option, positiveConstant, threshold } from './onnx/model-entry.ts';
export type { ModelFamily, NetworkLoader } from './onnx/model-family.ts';
export type { LoadedNetwork, Network, Tensor, TensorData } from './onnx/network.ts';
export type {
  AttributeEstimator,
  AttributeSample,
  AttributeScene,
  AttributeSubject,
  BodyEstimate,
  FaceDetector,
  PoseEstimator,
} from './persons/estimators.ts';
export type { Square } from './preprocess/square-crop.ts';
export { createQueryEmbedder, type QueryEmbedder, type QueryEmbedderOptions } from './query-embedder.ts';
export {
  defineFrameRule,
  defineRule,
  type FrameEvent,
  type FrameRule,
  type FrameRuleDefinition,
  type ProposedEvent,
  type Rule,
  type RuleStep,
  type ToldEvent,
  type TrackEnd,
  type TrackRule,
  type TrackRuleDefinition,
} from './rules/define-rule.ts';
export { rulesOff, standardRules } from './rules/index.ts';
export type { FrameObservations, Observation } from './rules/observe/observation.ts';
export { type Known, Missing, type Requirement, type Requirements } from './rules/observe/requirements.ts';
export {
  contextOfCamera,
  type StoreConfiguration,
  type StoreContext,
  storeConfigurationSchema,
} from './store/store-context.ts';
export type { Track } from './track.ts';
export { assignMinimumCost } from './tracking/hungarian.ts';
export type { TrackObservation } from './tracking/tracker.ts';
export { maxRecordingGapMs } from './visits/link-recordings.ts';
