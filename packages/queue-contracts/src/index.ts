export {
  type AnalysisRequest,
  analysisRequestSchema,
  type VideoSource,
} from './analysis-request.ts';
export { type AnalysisStage, analysisStages } from './analysis-stages.ts';
export type { Box } from './box.ts';
export {
  type DatabaseAccess,
  databaseAccess,
  databaseAccessShape,
  withDatabaseAccess,
} from './database-access.ts';
export { type DeadLetterAttributes, deadLetterAttributeNames } from './dead-letter.ts';
export { type Deployment, deploymentSchema, parseDeployment } from './deployment.ts';
export { RequestError } from './errors.ts';
export {
  type EventAnswer,
  type EventEvidence,
  type EventState,
  type EventType,
  type EvidenceFrame,
  eventStates,
  eventTypes,
} from './events.ts';
export { type ExitCode, exitCodes, passingExitCodes } from './exit-codes.ts';
export { explainIssues } from './explain-issues.ts';
export {
  type JobEnvironment,
  type JobOverrides,
  jobEnvironmentSchema,
  jobOverrides,
  parseJobEnvironment,
} from './job-environment.ts';
export {
  type BatchEvent,
  type BatchJob,
  batchEventSchema,
  batchJobSchema,
  hungJobReason,
  type JobOutcome,
  jobOutcome,
} from './job-outcome.ts';
export { modelPackShape } from './model-pack-shape.ts';
export { type Arrival, parseAnalysisRequests } from './parse-analysis-requests.ts';
export { dispatcherTimeoutSeconds, eventSourceSettings, queueSettings } from './queue-settings.ts';
export { type RequestedSettings, requestedSettingsSchema, settingsOfRequest } from './requested-settings.ts';
export { retryStrategy } from './retry-strategy.ts';
export { videoIdOfKey } from './s3-key.ts';
export { type TierSettings, tierSettings } from './tier-settings.ts';
export { perTier, type Tier, tiers } from './tiers.ts';
export type { BodyState, Gender, PathPoint, PersonAttributes, Posture } from './tracks.ts';
export { type Recording, readVideoMetadata, videoMetadata } from './video-metadata.ts';
