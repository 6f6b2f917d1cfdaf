export { type ColoredPerson, makeColoredPeople } from './colored-people.ts';
export { makeWalkingPerson } from './walking-person.ts';
