export {
  CameraTakenError,
  ClaimError,
  type ClaimErrorCode,
  DatabaseBusyError,
  DatabaseUnavailableError,
  LeaseHeldError,
  LeaseLostError,
} from './errors.ts';
export { openDatabase } from './open-database.ts';
export type { OpenDatabase } from './opened-database.ts';
export {
  type AnalyzedVideo,
  type AnalyzedVideoFilter,
  longestRecordingMs,
  recordingBefore,
  streamAnalyzedVideos,
} from './queries/analyzed-videos.ts';
export { beginRun } from './queries/begin-run.ts';
export { type ChunkFrames, type ChunkResults, type ChunkTrack, commitChunk } from './queries/chunks.ts';
export { claimRequest, type RequestClaim, type RequestedAnalysis } from './queries/claims.ts';
export type { ChunkEvent } from './queries/event-rows.ts';
export {
  type EventFilter,
  type EventRecord,
  listEvents,
  listEventsOfTracks,
  type TrackEvent,
} from './queries/events.ts';
export { failRun } from './queries/fail-run.ts';
export { eventsByWords } from './queries/found-events.ts';
export { fuseRanks } from './queries/fuse-ranks.ts';
export {
  jobHolder,
  type Lease,
  leaseSeconds,
  type RunFailure,
  releaseLease,
  renewLease,
  takeLease,
} from './queries/leases.ts';
export {
  type CompletedRun,
  completedRun,
  lockCameraOf,
  runAfter,
  runBefore,
} from './queries/neighbors.ts';
export { loadHandOver, readObservations, saveHandOver } from './queries/observations.ts';
export { type RecordedOutcome, type RunOutcome, recordOutcome } from './queries/outcomes.ts';
export { loadProgress, reportProgress, type VideoProgress } from './queries/progress.ts';
export { type RankedText, rankTexts } from './queries/rank-texts.ts';
export {
  deleteEvents,
  loadContinuations,
  loadRunEvents,
  putEvents,
  type ReplacedEvent,
  type SavedEvent,
  saveSettings,
} from './queries/replace-events.ts';
export { type Claim, claimRun, findRun, type RunRequest } from './queries/runs.ts';
export {
  type EmbedderShare,
  listEmbedders,
  type SearchQuery,
  searchEvents,
  similarEvents,
} from './queries/search-events.ts';
export {
  hasCamera,
  listStores,
  type NewStoreConfiguration,
  type StoreConfigurationVersion,
  type StoreSummary,
  saveStoreConfiguration,
  storeConfiguration,
  storeConfigurationHistory,
} from './queries/stores.ts';
export {
  listStalledRuns,
  noteWaiting,
  reclaimSubmission,
  recordSubmission,
  recordWaitReason,
  releaseSubmission,
  type StalledRun,
} from './queries/submissions.ts';
export {
  type BorderTrack,
  listTracks,
  listTracksAtEnd,
  listTracksAtStart,
  streamTracks,
  type TrackFilter,
  type TrackRecord,
} from './queries/tracks.ts';
export {
  findUnreportedFailure,
  listUnreportedFailures,
  markDeadLettered,
  type UnreportedFailure,
} from './queries/unreported-failures.ts';
export { listVideoSummaries, summarizeVideo, type VideoSummary } from './queries/video-summaries.ts';
export { findRecording, listVideos, type NewVideo, registerVideo } from './queries/videos.ts';
export { type DatabaseRole, databaseRoles } from './roles.ts';
export {
  type Database,
  type RunStatus,
  runStatuses,
  type VideoStatus,
  videoStatuses,
} from './schema.ts';
export type { ServerAccess } from './server-access.ts';
export { type Preparation, prepareServerDatabase } from './server-database.ts';
export {
  type EmbeddedServer,
  type EmbeddedServerOptions,
  serveEmbeddedDatabase,
} from './socket/embedded-server.ts';
