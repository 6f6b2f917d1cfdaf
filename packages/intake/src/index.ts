export { type Acceptance, acceptRequest, type IntakeDependencies } from './accept-request.ts';
export { type CurrentObject, currentObject } from './current-object.ts';
export {
  type DeadLetter,
  deleteDeadLetter,
  receiveDeadLetters,
  sendDeadLetter,
} from './dead-letters.ts';
export { type RejectionReason, RequestRejected } from './errors.ts';
export { type FailureReport, reportRunFailure } from './report-run-failure.ts';
