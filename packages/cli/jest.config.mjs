import preset from '@deepsentinel/jest-preset';

// One of the two packages whose tests take longest, and which end last.
export default { ...preset, maxWorkers: 2 };
