export { createResultsApi, type ResultsApiOptions } from './results-api.ts';
export { parseResultsApiEnvironment } from './results-api-environment.ts';
export { CameraScenes } from './visits/camera-scenes.ts';
export { findVisit, type PersonOfVideo } from './visits/find-visit.ts';
export { type CameraHeatMap, loadHeatMap } from './visits/load-heat-map.ts';
export { type CameraOccupancy, loadOccupancy } from './visits/load-occupancy.ts';
export { CursorError, loadVisits, type VisitPage, type VisitQuery } from './visits/load-visits.ts';
export { parseVisitId, type SavedVisit } from './visits/open-visit.ts';
export { type FoundVisit, searchVisits, visitsOfEvents } from './visits/search-visits.ts';
