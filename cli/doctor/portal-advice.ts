import type { PortalError, PortalFault } from '@/lib/sso/portal-error';

/** What is wrong with a portal's answer, and what to do about it, for the operator. */
export function portalAdvice({ reason, message }: PortalError): {
  message: string;
  remedy: string;
} {
  return { message, remedy: REMEDIES[reason] };
}

const REMEDIES: Record<PortalFault, string> = {
  unreachable: 'check sso.issuer, and let every server reach the portal through the firewall',
  timeout: 'let every server reach the portal through the firewall, and ask whether it is slow',
  tls_refused:
    'let the portal have a certificate that this machine believes (NODE_EXTRA_CA_CERTS names further authorities)',
  in_trouble: 'ask who runs the portal; people cannot sign in until it answers again',
  redirected: 'write sso.issuer exactly as the portal itself names it: no redirect is followed',
  too_large: 'check sso.issuer: its description is much longer than any provider’s',
  scheme_refused: 'ask who runs the portal to name https addresses only',
  address_malformed: 'ask who runs the portal to correct the address',
  address_refused:
    'the portal names an address inside your network and is itself outside of it; ask who runs it for public ones',
  bad_answer:
    'check sso.issuer: under it, at /.well-known/openid-configuration, the provider must describe itself',
  not_described: 'let `csi sso refresh` read the portal’s metadata, and see what it says',
  document_refused:
    'write sso.issuer exactly as the portal itself names it, and ask who runs it to correct the rest',
};
