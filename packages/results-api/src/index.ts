export { loadCameraScene, loadVisits, type SavedVisit, type VideoVisits } from './load-visits.ts';
export { createResultsApi, type ResultsApiOptions } from './results-api.ts';
export { parseResultsApiEnvironment } from './results-api-environment.ts';
