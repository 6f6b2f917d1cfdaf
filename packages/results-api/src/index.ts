export { createResultsApi, type ResultsApiOptions } from './results-api.ts';
export { parseResultsApiEnvironment } from './results-api-environment.ts';
