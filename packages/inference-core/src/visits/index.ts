export { personPhrase } from '../describers/template.ts';
export type { Zone } from '../store/zone.ts';
export { type CameraScene, cameraScene } from './camera-scene.ts';
export type { LineCrossing } from './crossings.ts';
export type { ZoneDwell } from './dwell.ts';
export { type HeatMap, type HeatSource, heatMap } from './heat-map.ts';
export { type JoinedRecording, joinRecordings, type Recording } from './join-recordings.ts';
export { type CountedVisit, countVisits, type Occupancy } from './occupancy.ts';
export type { StateSpan, VisitState } from './state-timeline.ts';
export {
  type Departure,
  type Entrance,
  type Visit,
  type VisitEvent,
  type VisitScene,
  visitsOf,
} from './visit.ts';
export {
  departurePhrase,
  entrancePhrase,
  paidPhrase,
  shortDuration,
  visitSentence,
} from './visit-sentence.ts';
