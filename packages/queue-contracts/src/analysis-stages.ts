/**
 * Parts of an analysis that a tier or a request may leave out: poses; age and gender; all event rules beyond the simple
 * ones; descriptions and verdicts by a model; embeddings by models.
 */
export const analysisStages = ['pose', 'attributes', 'rules', 'describer', 'embedder'] as const;
export type AnalysisStage = (typeof analysisStages)[number];
