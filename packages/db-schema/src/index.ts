export {
  DatabaseBusyError,
  DatabaseUnavailableError,
  LeaseHeldError,
  LeaseLostError,
} from './database-error.ts';
export { openDatabase } from './open-database.ts';
export type { OpenDatabase } from './opened-database.ts';
export { type ChunkEvent, type ChunkResults, type ChunkTrack, commitChunk } from './queries/chunks.ts';
export { type EventFilter, listEvents, nearestEvents, type StoredEvent } from './queries/events.ts';
export { failRun, type RunFailure } from './queries/fail-run.ts';
export { type Lease, leaseSeconds, releaseLease, renewLease, takeLease } from './queries/leases.ts';
export { type Claim, claimRun, type RunRequest } from './queries/runs.ts';
export { type Camera, type Store, saveCamera, saveStore } from './queries/stores.ts';
export { listTracks, type StoredTrack, type TrackFilter } from './queries/tracks.ts';
export {
  listVideos,
  loadProgress,
  type NewVideo,
  registerVideo,
  type VideoProgress,
} from './queries/videos.ts';
export { type Database, type RunStatus, runStatuses, type VideoStatus, videoStatuses } from './schema.ts';
