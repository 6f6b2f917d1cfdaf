export { personPhrase } from '../describers/template.ts';
export type { Zone } from '../store/zone.ts';
export { alreadyThereMs, type Track } from '../track.ts';
export { type CameraScene, cameraScene } from './camera-scene.ts';
export type { LineCrossing } from './crossings.ts';
export type { ZoneDwell } from './dwell.ts';
export { type HeatMap, HeatMapBuilder } from './heat-map.ts';
export {
  type BorderPerson,
  joinTracks,
  linkRecordings,
  maxRecordingGapMs,
  shiftTrack,
} from './link-recordings.ts';
export { stillThereMs } from './link-tracks.ts';
export { type CountedVisit, countVisits, type Occupancy } from './occupancy.ts';
export type { StateSpan, VisitState } from './state-timeline.ts';
export {
  type Departure,
  type Entrance,
  type Visit,
  type VisitEvent,
  type VisitScene,
  visitOf,
  visitsOf,
} from './visit.ts';
export {
  departurePhrase,
  entrancePhrase,
  paidPhrase,
  shortDuration,
  statesPhrase,
  visitSentence,
  visitText,
} from './visit-sentence.ts';
