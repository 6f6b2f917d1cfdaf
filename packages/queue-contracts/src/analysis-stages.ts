/**
 * Stages of an analysis that a tier, a request or a caller may leave out: poses of bodies; age and gender; all event rules
 * beyond the simple ones; descriptions and verdicts by a model; embeddings by models.
 */
export const analysisStages = ['pose', 'attributes', 'rules', 'describer', 'embedder'] as const;
export type AnalysisStage = (typeof analysisStages)[number];
