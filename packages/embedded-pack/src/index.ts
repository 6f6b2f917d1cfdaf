export { buildEmbeddedPack } from './build-pack.ts';
export { cacheDirectory } from './cache-directory.ts';
export type { ConversionOptions } from './convert/conversion-options.ts';
export { convertGraphModel } from './convert/convert-graph-model.ts';
export { type EmbeddedPackOptions, ensureEmbeddedPack } from './ensure-embedded-pack.ts';
export { type GraphModel, readGraphModel } from './tfjs/graph-model.ts';
