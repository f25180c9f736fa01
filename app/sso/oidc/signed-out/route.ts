import { notHere, seeOther } from '@/app/parts/answers';
import { hasLeft } from '@/lib/auth/portal-sign-out';
import { requestContext } from '@/lib/request-context';

/** Where the portal sends the browser when somebody has signed out there. */
export async function GET(request: Request): Promise<Response> {
  const { path, isPrefetch } = requestContext();
  if (isPrefetch || request.method !== 'GET') return notHere();
  const state = new URL(path, 'http://here.invalid').searchParams.get('state');
  return seeOther((await hasLeft(state)) ? '/?over=signed_out' : '/?over=signed_out_here');
}
