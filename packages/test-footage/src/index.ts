export { makeWalkingPerson } from './walking-person.ts';
