import { requestContext } from '@/lib/request-context';
import { utilityLogo } from '@/lib/utilities/utility-by-host';

/** The utility's logo. Its address changes with its content, so it may be kept for ever. */
export async function GET(_: Request, { params }: { params: Promise<{ digest: string }> }) {
  const { digest } = await params;
  const { utilityId, brand } = requestContext().utility;
  const logo = brand.logoDigest === digest ? await utilityLogo(utilityId, digest) : null;
  if (!logo) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(logo.content), {
    headers: {
      'Content-Type': logo.mediaType,
      'Cache-Control': 'public, max-age=31536000, immutable',
      // An SVG opened by its own address is a document: it may run and load nothing.
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    },
  });
}
