export { batchJobName, type JobSubject } from './batch-job-name.ts';
