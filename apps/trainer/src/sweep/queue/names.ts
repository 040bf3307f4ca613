/** Keys of everything that sweeps keep in Redis begin so. */
export const prefix = 'hgn';

/** The queue of a sweep. */
export const queueName = (sweep: string): string => `sweep-${sweep}`;

/** A name as the id of a job, in which BullMQ allows no colon. */
export const jobId = (task: string): string => task.replaceAll(':', '_');
