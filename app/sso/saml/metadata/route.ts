import { notHere } from '@/app/parts/answers';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { serviceMetadata } from '@/lib/sso/saml/service-metadata';

/**
 * The utility's SAML service provider in its own words, for whoever sets up the portal and for the portal
 * itself. The same on each of the utility's hosts, and for everybody; a rolled key is seen within minutes.
 */
export async function GET(): Promise<Response> {
  const xml = await orUnavailable(() => serviceMetadata(currentScope()));
  if (xml === null) return notHere();
  const headers = {
    'Content-Type': 'application/samlmetadata+xml',
    'Cache-Control': 'public, max-age=300',
  };
  return new Response(xml, { headers });
}
