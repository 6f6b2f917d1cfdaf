export { type ColouredPerson, makeColouredPeople } from './coloured-people.ts';
export { makeWalkingPerson } from './walking-person.ts';
