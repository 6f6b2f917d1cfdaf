export { type DetectionAccuracy, detectionAccuracy, type OperatingPoint } from './average-precision.ts';
export { type ClearMot, clearMot } from './clear-mot.ts';
export { evaluateTracking, type TrackingEvaluation } from './evaluate-tracking.ts';
export { type EventsByVideo, parseEventLabels, type TimedEvent } from './event-labels.ts';
export { type EventRecall, eventRecall } from './event-recall.ts';
export { alarmTypes, type FalseAlarmRate, falseAlarmRate, type NormalVideo } from './false-alarm-rate.ts';
export { type ByFrame, type EvaluatedFrame, type IdentifiedBox, joinFrames } from './frames.ts';
export { type IdentityF1, identityF1 } from './identity-f1.ts';
export { parseMot15 } from './mot15.ts';
export { type OrientationAccuracy, type OrientedBox, orientationAccuracy } from './orientation-accuracy.ts';
export {
  type PassageAccuracy,
  type PassageFindings,
  type PassageKind,
  passageAccuracy,
  type ReportedPassage,
  type ReportedTrack,
} from './passage-accuracy.ts';
export {
  boxAt,
  type LabeledPerson,
  parsePeopleLabels,
  peopleAt,
  peopleOfFrames,
  type Stay,
  type TimedBox,
} from './people-labels.ts';
export {
  type ConfidenceOutcome,
  type Reliability,
  type ReliabilityBin,
  reliability,
} from './reliability.ts';
export {
  observeStates,
  type ReportedState,
  type StateAccuracy,
  type StateAnswer,
  type StateFindings,
  type StateObservation,
  stateAccuracy,
  stateAnswers,
} from './state-accuracy.ts';
export { type PersonState, parseStateLabels, personStates, type StateLabel } from './state-labels.ts';
export type { LabelGeometry } from './walking-direction.ts';
