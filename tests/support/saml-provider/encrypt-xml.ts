import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import {
  AES128_CBC,
  AES128_GCM,
  AES256_CBC,
  AES256_GCM,
  DSIG,
  ENCRYPTION,
  RSA_15,
  RSA_OAEP,
  RSA_OAEP_11,
  SHA1,
  SHA256,
  TRIPLE_DES,
} from '@/tests/support/saml-provider/algorithms';

/** How something is encrypted. */
export interface EncryptHow {
  /** For whom, PEM. */
  certificate: string;
  algorithm?: string;
  keyAlgorithm?: string;
  /** Of OAEP; SHA-1 (which nothing is wrong with there) when left out, and then not said where null. */
  keyDigest?: string | null;
  /** Of the EncryptedData; null for none. */
  type?: string | null;
  /** Where the encrypted key stands: in the data's KeyInfo, or beside the data and named by it (OpenSAML's `PEER`, Lasso). */
  keyPlace?: 'inside' | 'beside';
  /** Changes the EncryptedData, and the key beside it. */
  change?: (encrypted: string) => string;
}

export const ELEMENT = `${ENCRYPTION}Element`;
export const CONTENT = `${ENCRYPTION}Content`;

const CIPHERS: Record<string, [name: string, key: number, iv: number]> = {
  [AES128_CBC]: ['aes-128-cbc', 16, 16],
  [AES256_CBC]: ['aes-256-cbc', 32, 16],
  [AES128_GCM]: ['aes-128-gcm', 16, 12],
  [AES256_GCM]: ['aes-256-gcm', 32, 12],
  [TRIPLE_DES]: ['des-ede3-cbc', 24, 8],
};

/** XML Encryption 1.0 and 1.1: an `EncryptedData` with its key. */
export function encrypted(xml: string, how: EncryptHow): string {
  const { algorithm = AES256_GCM, type = ELEMENT, keyPlace = 'inside', change } = how;
  const [name, keyBytes, ivBytes] = CIPHERS[algorithm] ?? ['aes-256-gcm', 32, 12];
  const key = randomBytes(keyBytes);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(name, key, iv);
  // XML Encryption pads as PKCS #7 does, in all that matters.
  const text = Buffer.concat([cipher.update(xml, 'utf8'), cipher.final()]);
  const tag = name.endsWith('gcm') ? (cipher as unknown as Tagged).getAuthTag() : Buffer.alloc(0);
  const value = Buffer.concat([iv, text, tag]).toString('base64');
  const encryptedKey = encryptedKeyOf(key, how);
  const inside =
    keyPlace === 'inside'
      ? encryptedKey
      : `<ds:RetrievalMethod Type="${ENCRYPTION}EncryptedKey" URI="#_key"/>`;
  const data =
    `<xenc:EncryptedData xmlns:xenc="${ENCRYPTION}"${type === null ? '' : ` Type="${type}"`}>` +
    `<xenc:EncryptionMethod Algorithm="${algorithm}"/>` +
    `<ds:KeyInfo xmlns:ds="${DSIG}">${inside}</ds:KeyInfo>` +
    `<xenc:CipherData><xenc:CipherValue>${value}</xenc:CipherValue></xenc:CipherData>` +
    `</xenc:EncryptedData>${keyPlace === 'inside' ? '' : encryptedKey}`;
  return change ? change(data) : data;
}

interface Tagged {
  getAuthTag(): Buffer;
}

function encryptedKeyOf(key: Buffer, how: EncryptHow): string {
  const { keyAlgorithm = RSA_OAEP, keyDigest = SHA1, certificate } = how;
  const oaepHash = keyDigest === SHA256 ? 'sha256' : 'sha1';
  const value = publicEncrypt(
    keyAlgorithm === RSA_15
      ? { key: certificate, padding: constants.RSA_PKCS1_PADDING }
      : { key: certificate, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    key,
  ).toString('base64');
  const digest = keyDigest && `<ds:DigestMethod xmlns:ds="${DSIG}" Algorithm="${keyDigest}"/>`;
  const mgf =
    keyAlgorithm === RSA_OAEP_11
      ? `<xenc11:MGF xmlns:xenc11="${XMLENC11}" Algorithm="${XMLENC11}mgf1${oaepHash}"/>`
      : '';
  const method = keyAlgorithm === RSA_15 ? '' : `${digest ?? ''}${mgf}`;
  return (
    `<xenc:EncryptedKey xmlns:xenc="${ENCRYPTION}"${how.keyPlace === 'beside' ? ' Id="_key"' : ''}>` +
    `<xenc:EncryptionMethod Algorithm="${keyAlgorithm}">${method}</xenc:EncryptionMethod>` +
    `<xenc:CipherData><xenc:CipherValue>${value}</xenc:CipherValue></xenc:CipherData>` +
    `</xenc:EncryptedKey>`
  );
}

const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#';
