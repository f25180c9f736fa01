import { reportActivity, stateOfSession } from '@/lib/auth/session-state';
import { formHasArrived } from '@/lib/form-action';

/** An open page tells that the person did something `agoMs` milliseconds ago; answered as `../state`. */
export async function POST(request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  formHasArrived();
  const agoMs = form.get('agoMs') ?? '';
  const isNumber = /^\d{1,9}$/.test(agoMs);
  const state = isNumber ? await reportActivity(Number(agoMs)) : await stateOfSession();
  const headers = { 'Cache-Control': 'no-store' };
  return Response.json(state, { status: isNumber ? 200 : 400, headers });
}
