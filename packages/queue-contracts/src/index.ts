export {
  type AnalysisRequest,
  analysisRequestSchema,
  type VideoSource,
} from './analysis-request.ts';
export { type ExitCode, exitCodes } from './exit-codes.ts';
export { type Arrival, parseAnalysisRequests } from './parse-analysis-requests.ts';
export { RequestError } from './request-error.ts';
export { type Tier, tiers } from './tiers.ts';
