import {
  type AnswerWords,
  type AssertionWords,
  type AttributeWords,
  answerText,
  assertionText,
  type ConfirmationWords,
  type Dress,
  encryptedText,
  type NameIdWords,
} from '@/tests/support/saml-provider/answer-text';
import { type EncryptHow, encrypted } from '@/tests/support/saml-provider/encrypt-xml';
import { newId } from '@/tests/support/saml-provider/ids';
import { keys, type ProviderKey } from '@/tests/support/saml-provider/keys';
import {
  type LogoutRequestWords,
  type LogoutResponseWords,
  logoutRequestText,
  logoutResponseText,
} from '@/tests/support/saml-provider/logout-text';
import { type MetadataWords, metadataText } from '@/tests/support/saml-provider/metadata-text';
import {
  type ReadMessage,
  type RedirectHow,
  readRedirect,
  redirectAddress,
} from '@/tests/support/saml-provider/redirect';
import { type SignHow, signed } from '@/tests/support/saml-provider/sign-xml';
import { BEARER, NAME_ID_PERSISTENT, PASSWORD, SUCCESS } from '@/tests/support/saml-provider/words';

export type { AttributeWords, Dress, NameIdWords } from '@/tests/support/saml-provider/answer-text';
export { keys } from '@/tests/support/saml-provider/keys';
export type { ReadMessage } from '@/tests/support/saml-provider/redirect';

export interface SamlProviderOptions {
  entityId?: string;
  signInAddress?: string;
  logoutAddress?: string | null;
  logoutResponseAddress?: string | null;
  /** What it signs with; `keys.first` when left out. */
  key?: ProviderKey;
  /** The provider's clock. */
  now?: () => Date;
}

export interface SamlPerson {
  nameId: string | NameIdWords;
  attributes: AttributeWords[];
}

/** What a provider answers, and to whom: a request that it read, or what it believes of us by itself. */
export interface AskedBy {
  /** The request's, or null for an answer that nobody asked for. */
  id: string | null;
  /** The service provider's entity ID. */
  issuer: string;
  acs: string;
  relayState?: string | null;
}

/** Where the provider lies, or writes in its own way; what is left out is right. */
export interface How {
  dress?: Dress;
  sign?: 'response' | 'assertion' | 'both' | 'neither';
  key?: ProviderKey;
  /** Of both signatures; and of each by itself. */
  signature?: SignHow;
  responseSignature?: SignHow;
  assertionSignature?: SignHow;
  encrypt?: EncryptHow | null;
  response?: Partial<AnswerWords>;
  assertion?: Partial<Omit<AssertionWords, 'confirmations' | 'conditions' | 'authn'>> & {
    confirmations?: Partial<ConfirmationWords>[];
    conditions?: Partial<AssertionWords['conditions']> | null;
    authn?: Partial<AssertionWords['authn']> | null;
  };
  /** Changes the text at each step. */
  change?: {
    /** Before it is signed. */
    assertion?: (xml: string) => string;
    /** Before it is encrypted. */
    signedAssertion?: (xml: string) => string;
    /** All that the Response holds beside its own. */
    held?: (xml: string) => string;
    /** Before it is signed. */
    response?: (xml: string) => string;
    signedResponse?: (xml: string) => string;
  };
  relayState?: string | null;
}

/** What the browser posts. */
export interface Posted {
  SAMLResponse: string;
  RelayState?: string;
  xml: string;
}

/** What a logout goes to, and how. */
export interface LogoutHow {
  target: string;
  relayState?: string | null;
  redirect?: RedirectHow;
  signature?: SignHow | null;
  key?: ProviderKey;
  change?: (xml: string) => string;
}

export type TestSamlProvider = ReturnType<typeof samlProvider>;

/**
 * A SAML identity provider that does what a real one does, and lies where a test wants it to: every
 * message is a text, put together, signed and encrypted without a SAML library. It listens nowhere, and
 * stands for the person and the browser too.
 */
export function samlProvider(options: SamlProviderOptions = {}) {
  const {
    entityId = 'https://portal.example/idp',
    signInAddress = 'https://portal.example/sso',
    logoutAddress = 'https://portal.example/slo',
    logoutResponseAddress = null,
    key = keys.first,
    now = () => new Date(),
  } = options;

  return {
    entityId,
    signInAddress,
    logoutAddress,
    logoutResponseAddress,
    key,

    metadata(words: Partial<MetadataWords> = {}): string {
      return metadataText({
        entityId,
        certificates: [key.base64],
        signInAddress,
        logoutAddress,
        logoutResponseAddress,
        wantsSignedRequests: false,
        validUntil: null,
        nameIdFormats: [],
        ...words,
      });
    },

    /** What the product sent the browser here with. */
    readRequest(address: string | URL): ReadMessage {
      return readRedirect(address);
    },

    respond(asked: AskedBy, person: SamlPerson, how: How = {}): Posted {
      const xml = answer(asked, person, how);
      const relayState = how.relayState === undefined ? asked.relayState : how.relayState;
      return {
        SAMLResponse: Buffer.from(xml).toString('base64'),
        ...(typeof relayState === 'string' ? { RelayState: relayState } : {}),
        xml,
      };
    },

    /** The assertion alone, signed, for whoever puts it elsewhere. */
    assertion(asked: AskedBy, person: SamlPerson, how: How = {}): string {
      return assertion(asked, person, { sign: 'assertion', ...how });
    },

    logoutRequest(words: Partial<LogoutRequestWords>, to: Pick<LogoutHow, 'target'>): string {
      return logoutRequestText({
        ...usualLogout(to.target),
        notOnOrAfter: null,
        nameId: null,
        sessionIndexes: [],
        ...words,
      });
    },

    logoutResponse(words: Partial<LogoutResponseWords>, to: Pick<LogoutHow, 'target'>): string {
      return logoutResponseText({
        ...usualLogout(to.target),
        inResponseTo: null,
        statusCodes: [SUCCESS],
        ...words,
      });
    },

    /** Where the browser is sent with a logout message. */
    byRedirect(xml: string, how: LogoutHow): URL {
      const { target, relayState = null, redirect, key: by = key } = how;
      const changed = how.change ? how.change(xml) : xml;
      return redirectAddress(target, fieldOf(xml), changed, relayState, by.privateKey, redirect);
    },

    /** What the browser posts to say it. */
    byPost(xml: string, how: LogoutHow): Record<string, string> {
      const { relayState = null, signature = {}, key: by = key } = how;
      const id = /\bID="([^"]+)"/.exec(xml)?.[1] ?? '';
      const text = signature === null ? xml : signed(xml, id, by, signature);
      const sent = how.change ? how.change(text) : text;
      const field = { [fieldOf(xml)]: Buffer.from(sent).toString('base64') };
      return relayState === null ? field : { ...field, RelayState: relayState };
    },
  };

  function answer(asked: AskedBy, person: SamlPerson, how: How): string {
    const { change = {}, dress = {}, key: by = key, sign = 'assertion' } = how;
    const plain = assertion(asked, person, how);
    const sealed = how.encrypt ? encryptedText(encrypted(plain, how.encrypt), dress) : plain;
    const held = change.held ? change.held(sealed) : sealed;
    const words: AnswerWords = {
      id: newId(),
      version: '2.0',
      issueInstant: 0,
      destination: asked.acs,
      inResponseTo: asked.id,
      issuer: entityId,
      consent: null,
      statusCodes: [SUCCESS],
      statusMessage: null,
      extensions: '',
      ...how.response,
    };
    const text = answerText(words, held, now(), dress);
    const changed = change.response ? change.response(text) : text;
    const isSigned = sign === 'response' || sign === 'both';
    const done = isSigned
      ? signed(changed, words.id, by, { ...how.signature, ...how.responseSignature })
      : changed;
    return change.signedResponse ? change.signedResponse(done) : done;
  }

  function assertion(asked: AskedBy, person: SamlPerson, how: How): string {
    const { change = {}, dress = {}, key: by = key, sign = 'assertion' } = how;
    const words = assertionWords(asked, person, how.assertion);
    const text = assertionText(words, now(), dress);
    const changed = change.assertion ? change.assertion(text) : text;
    const isSigned = sign === 'assertion' || sign === 'both';
    const done = isSigned
      ? signed(changed, words.id, by, { ...how.signature, ...how.assertionSignature })
      : changed;
    return change.signedAssertion ? change.signedAssertion(done) : done;
  }

  function assertionWords(
    asked: AskedBy,
    { nameId, attributes }: SamlPerson,
    given: How['assertion'] = {},
  ): AssertionWords {
    const confirmation: ConfirmationWords = {
      method: BEARER,
      recipient: asked.acs,
      notBefore: null,
      notOnOrAfter: 300,
      inResponseTo: asked.id,
      address: null,
    };
    const { confirmations = [{}], conditions = {}, authn = {}, ...words } = given;
    return {
      id: newId(),
      version: '2.0',
      issueInstant: 0,
      issuer: entityId,
      hasSubject: true,
      nameId: typeof nameId === 'string' ? { value: nameId, format: NAME_ID_PERSISTENT } : nameId,
      attributes,
      more: '',
      ...words,
      confirmations: confirmations.map((each) => ({ ...confirmation, ...each })),
      conditions: conditions && {
        notBefore: -30,
        notOnOrAfter: 300,
        audiences: [[asked.issuer]],
        more: '',
        ...conditions,
      },
      authn: authn && {
        authnInstant: -5,
        sessionIndex: newId(),
        sessionNotOnOrAfter: null,
        classRef: PASSWORD,
        more: '',
        ...authn,
      },
    };
  }

  function usualLogout(target: string) {
    const issueInstant = now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const usual = { id: newId(), version: '2.0', issueInstant, more: '' };
    return { ...usual, destination: target, issuer: entityId };
  }
}

function fieldOf(xml: string): 'SAMLRequest' | 'SAMLResponse' {
  return /^<(?:\w+:)?LogoutRequest\b/.test(xml) ? 'SAMLRequest' : 'SAMLResponse';
}
