export { type ColoredPerson, makeColoredPeople } from './coloured-people.ts';
export { makeWalkingPerson } from './walking-person.ts';
