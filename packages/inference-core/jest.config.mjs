import preset from '@deepsentinel/jest-preset';

// One of the two packages whose tests take longest, and which end last.
// The campaigns take turns: two of them build and pack the packages in place.
export default { ...preset, maxWorkers: process.env.TEST_CAMPAIGNS === '1' ? 1 : 2 };
