export { evidencePictures, subject } from './described-subject.ts';
export { itDescribesEvents } from './describer-conformance.ts';
export { person, standingBox, uprightPose } from './factories.ts';
export { type ObservedPerson, observePeople } from './observed-people.ts';
