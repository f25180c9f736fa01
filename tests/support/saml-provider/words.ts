const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const NAME_ID = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';
const NAME_ID_11 = 'urn:oasis:names:tc:SAML:1.1:nameid-format:';
const CLASSES = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
const METHODS = 'urn:oasis:names:tc:SAML:2.0:cm:';
const NAME_FORMATS = 'urn:oasis:names:tc:SAML:2.0:attrname-format:';

export const SUCCESS = `${STATUS}Success`;
export const REQUESTER = `${STATUS}Requester`;
export const RESPONDER = `${STATUS}Responder`;
export const AUTHN_FAILED = `${STATUS}AuthnFailed`;
export const PARTIAL_LOGOUT = `${STATUS}PartialLogout`;

export const NAME_ID_PERSISTENT = `${NAME_ID}persistent`;
export const NAME_ID_TRANSIENT = `${NAME_ID}transient`;
export const NAME_ID_EMAIL = `${NAME_ID_11}emailAddress`;
export const NAME_ID_UNSPECIFIED = `${NAME_ID_11}unspecified`;
export const NAME_ID_WINDOWS = `${NAME_ID_11}WindowsDomainQualifiedName`;

export const PASSWORD = `${CLASSES}Password`;
export const PASSWORD_TRANSPORT = `${CLASSES}PasswordProtectedTransport`;
export const CLASS_UNSPECIFIED = `${CLASSES}unspecified`;

export const BEARER = `${METHODS}bearer`;
export const HOLDER_OF_KEY = `${METHODS}holder-of-key`;
export const SENDER_VOUCHES = `${METHODS}sender-vouches`;

export const BASIC = `${NAME_FORMATS}basic`;
export const URI = `${NAME_FORMATS}uri`;
export const UNSPECIFIED = `${NAME_FORMATS}unspecified`;
