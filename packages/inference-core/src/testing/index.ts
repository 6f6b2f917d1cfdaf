export { evidencePictures, subject } from './described-subject.ts';
export { itDescribesEvents } from './describer-conformance.ts';
