/**
 * Parts of an analysis that may be left out: poses of bodies; age and gender; all event rules beyond the simple ones;
 * descriptions and verdicts by a model in place of fixed sentences; embeddings by models in place of hashed words.
 */
export const analysisStages = ['pose', 'attributes', 'rules', 'describer', 'embedder'] as const;
export type AnalysisStage = (typeof analysisStages)[number];
