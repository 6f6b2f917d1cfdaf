export { type DispatcherConfig, parseDispatcherConfig } from './config.ts';
export type { DispatcherContext, DispatcherLog, DispatcherMetric, TierRoute } from './dispatcher-context.ts';
export { runIdOfJobName } from './job-name.ts';
export { createOutcomeHandler } from './outcome-handler.ts';
export { createReconciler } from './reconciler.ts';
export { createRequestHandler } from './request-handler.ts';
