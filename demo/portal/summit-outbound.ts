import { SignedXml } from 'xml-crypto';
import type { LogoutRequest, SignInRequest } from '@/demo/portal/summit-inbound';
import type { PortalKey } from '@/demo/portal/summit-key';
import {
  answerXml,
  logoutAnswerXml,
  logoutRequestXml,
  newMessageId,
  type Refusal,
  refusalXml,
  type SessionSaid,
} from '@/demo/portal/summit-messages';
import type { LeadingForm } from '@/demo/portal/summit-pages';
import { SIGNATURE, type SummitProvider } from '@/demo/portal/summit-provider';
import type { Service, ServiceEntity } from '@/demo/portal/summit-service';

/** The answer to a request, or, without one, an answer that nobody asked for. */
export async function answer(
  summit: SummitProvider,
  service: Service,
  session: SessionSaid,
  request: SignInRequest | null,
  relayState: string | null = request?.relayState ?? null,
): Promise<LeadingForm> {
  const id = newMessageId();
  const destination = request?.consumer ?? service.consumers[0];
  const context = answerXml({
    ...envelope(summit, id, destination),
    audience: service.entityId,
    inResponseTo: request?.id ?? null,
    session,
  });
  const made = await summit.entity.createLoginResponse(
    service.variants[0],
    { extract: {} },
    'post',
    {},
    { customTagReplacement: () => ({ id, context }), encryptThenSign: true },
  );
  return form(destination, made.context, relayState);
}

export function refuse(
  summit: SummitProvider,
  request: SignInRequest,
  refusal: Refusal,
): LeadingForm {
  const text = refusalXml({
    ...envelope(summit, newMessageId(), request.consumer),
    inResponseTo: request.id,
    refusal,
  });
  const message = Buffer.from(signed(text, summit.key)).toString('base64');
  return form(request.consumer, message, request.relayState);
}

/** The library signs no `Response` without an assertion. */
function signed(text: string, { privateKey, certificate }: PortalKey): string {
  const signer = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: SIGNATURE,
    canonicalizationAlgorithm: EXCLUSIVE,
  });
  signer.addReference({
    xpath: '/*',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  const location = { reference: "/*/*[local-name(.)='Issuer']", action: 'after' } as const;
  signer.computeSignature(text, { prefix: 'ds', location });
  return signer.getSignedXml();
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** @throws when the service has no address for it */
export function requestLogout(
  summit: SummitProvider,
  service: Service,
  session: SessionSaid,
): { id: string; address: string } {
  const [target] = service.variants;
  const id = newMessageId();
  const context = logoutRequestXml({
    ...envelope(summit, id, logoutAddressOf(target)),
    audience: service.entityId,
    session,
  });
  const customTagReplacement = () => ({ id, context });
  const { context: address } = summit.entity.createLogoutRequest(
    target,
    'redirect',
    {},
    {
      customTagReplacement,
    },
  );
  return { id, address };
}

/** @throws when the service has no address for it */
export function answerLogout(
  summit: SummitProvider,
  service: Service,
  request: LogoutRequest,
): string {
  const [target] = service.variants;
  const id = newMessageId();
  const destination = logoutAddressOf(target);
  const context = logoutAnswerXml({
    ...envelope(summit, id, destination),
    inResponseTo: request.id,
  });
  const relayState = request.relayState ?? undefined;
  return summit.entity.createLogoutResponse(target, { extract: {} }, 'redirect', {
    relayState,
    customTagReplacement: () => ({ id, context }),
  }).context;
}

function envelope({ entityId }: SummitProvider, id: string, destination: string) {
  return { id, destination, issuer: entityId, at: new Date() };
}

function logoutAddressOf(service: ServiceEntity): string {
  const address = service.entityMeta.getSingleLogoutService('redirect');
  if (typeof address !== 'string') throw new Error('The service has no SingleLogoutService.');
  return address;
}

function form(action: string, message: string, relayState: string | null): LeadingForm {
  const fields = { SAMLResponse: message, ...(relayState !== null && { RelayState: relayState }) };
  return { action, fields };
}
