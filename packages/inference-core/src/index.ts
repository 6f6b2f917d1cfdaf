export type { AnalysisSettings } from './analysis-settings.ts';
export { analysisSettingsSchema } from './analysis-settings.ts';
export type { AnalysisState } from './analysis-state.ts';
export type { AnalyzeOptions } from './analyze-options.ts';
export { analyzeVideo } from './analyze-video.ts';
export { type Analyzer, createAnalyzer, knownFamilies } from './analyzer.ts';
export { type Box, boxArea, boxCentre, boxHeight, boxWidth, clipBox, intersectionArea, iou } from './box.ts';
export type { Chunk, ChunkStats, FrameDetections, VideoEnd } from './chunk.ts';
export { decodeVideo } from './decode/decode-video.ts';
export { probeVideo } from './decode/probe-video.ts';
export { VideoError, type VideoErrorCode } from './decode/video-error.ts';
export type { VideoInfo } from './decode/video-info.ts';
export type { Describer } from './describers/describer.ts';
export {
  cocoKeypoints,
  type Detection,
  type Keypoint,
  type KeypointName,
  type PersonDetection,
  type Pose,
  type Posture,
} from './detection.ts';
export { type Embedder, embeddingDimensions } from './embedders/embedder.ts';
export { hashingEmbedder } from './embedders/hashing.ts';
export { type AnalysisEvent, type EventType, eventTypes } from './event.ts';
export type { Frame } from './frame.ts';
export { type Device, deviceSchema, type SessionSettings } from './models/device.ts';
export { inspectModel, type ModelInspection } from './models/inspect-model.ts';
export { DeviceError } from './models/onnx-session.ts';
export type { Thumbnail } from './thumbnails/thumbnail.ts';
export type { Gender, PathPoint, PersonAttributes, Track } from './track.ts';
export { assignMinimumCost } from './tracking/hungarian.ts';
