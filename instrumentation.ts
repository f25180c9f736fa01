import type { Instrumentation } from 'next';

/** Next calls this once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startWorkers } = await import('@/lib/auth/workers');
  startWorkers();
}

/** Next calls this with whatever a page or action threw. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('@/lib/request-errors');
  logRequestError(error, context.routePath, request.method);
};
