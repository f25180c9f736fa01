/** Sends the browser on, as a new request of its own. A path is of this host. */
export function seeOther(location: string): Response {
  const headers = { Location: location, 'Cache-Control': 'no-store', 'Content-Length': '0' };
  return new Response(null, { status: 303, headers });
}

/** For what can be asked for, but is not there at this utility. */
export function notHere(): Response {
  return new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } });
}
