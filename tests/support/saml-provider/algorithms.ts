/** As XML Signature, XML Encryption and SAML name what a test provider uses, and what it should not. */
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#';

export const ENVELOPED = `${DSIG}enveloped-signature`;
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const EXCLUSIVE_WITH_COMMENTS = `${EXCLUSIVE}WithComments`;
export const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const INCLUSIVE_WITH_COMMENTS = `${INCLUSIVE}#WithComments`;
export const INCLUSIVE_11 = 'http://www.w3.org/2006/12/xml-c14n11';

export const RSA_SHA1 = `${DSIG}rsa-sha1`;
export const RSA_SHA256 = `${MORE}rsa-sha256`;
export const RSA_SHA384 = `${MORE}rsa-sha384`;
export const RSA_SHA512 = `${MORE}rsa-sha512`;
export const RSA_PSS = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';
export const DSA_SHA1 = `${DSIG}dsa-sha1`;
export const ECDSA_SHA256 = `${MORE}ecdsa-sha256`;
export const HMAC_SHA1 = `${DSIG}hmac-sha1`;
export const HMAC_SHA256 = `${MORE}hmac-sha256`;

export const SHA1 = `${DSIG}sha1`;
export const SHA256 = `${XMLENC}sha256`;
export const SHA512 = `${XMLENC}sha512`;

export const AES128_CBC = `${XMLENC}aes128-cbc`;
export const AES256_CBC = `${XMLENC}aes256-cbc`;
export const AES128_GCM = `${XMLENC11}aes128-gcm`;
export const AES256_GCM = `${XMLENC11}aes256-gcm`;
export const TRIPLE_DES = `${XMLENC}tripledes-cbc`;
export const RSA_OAEP = `${XMLENC}rsa-oaep-mgf1p`;
export const RSA_OAEP_11 = `${XMLENC11}rsa-oaep`;
export const RSA_15 = `${XMLENC}rsa-1_5`;

export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const ENCRYPTION = XMLENC;

export const REDIRECT_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
export const POST_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
