export { createResultsApi, type ResultsApiOptions } from './results-api.ts';
