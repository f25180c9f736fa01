import type { Instrumentation } from 'next';

/** Next calls this with whatever a page or action threw. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('@/lib/request-errors');
  logRequestError(error, context.routePath, request.method);
};
