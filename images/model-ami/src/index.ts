export { type BuildComponent, buildComponents } from './build-components.ts';
export { componentVersion } from './component-version.ts';
