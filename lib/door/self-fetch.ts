/**
 * Next, after an action that redirects, fetches the target from itself by plain http on `localhost`,
 * with every cookie: it would reach another utility, or whoever listens there. Such a fetch never
 * leaves the process; told 421 (Misdirected Request), Next lets the browser navigate by itself.
 */
export function refuseSelfFetch(): void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) =>
    isInternal(init)
      ? Promise.resolve(
          new Response(null, { status: 421, headers: { 'Content-Type': 'text/plain' } }),
        )
      : fetch(input, init);
}

/** How Next marks its fetches from itself. */
function isInternal(init: RequestInit | undefined): boolean {
  const { next } = (init ?? {}) as { next?: { internal?: unknown } };
  return Boolean(next?.internal);
}
