import { createHmac, createPrivateKey, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';

/** Claims of a token, as section 4.1 of the protocol names them. */
export type Claims = Record<string, unknown>;

const HASH: Record<string, string> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

/** A JWT signed with HMAC: HS256, HS384 or HS512. */
export function hmacToken(secret: string, claims: Claims, alg = 'HS256'): string {
  const signed = signingInput({ alg, typ: 'JWT' }, claims);
  return `${signed}.${createHmac(hashOf(alg), secret).update(signed).digest('base64url')}`;
}

/** A JWT signed with a private key: RS256 to RS512, ES256 to ES512. */
export function signedToken(key: KeyObject, claims: Claims, alg: string, kid?: string): string {
  const signed = signingInput({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) }, claims);
  return `${signed}.${sign(hashOf(alg), Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A JWT without a signature. */
export function unsignedToken(claims: Claims): string {
  return `${signingInput({ alg: 'none', typ: 'JWT' }, claims)}.`;
}

/** Seconds since 1970, `seconds` from now. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function hashOf(alg: string): string {
  return HASH[alg.slice(2)] ?? 'sha256';
}

function signingInput(header: object, claims: Claims): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/** What each key of a run is for: two are configured as PEM, two are found by their `kid` in the key set (JWKS). */
export type KeyName = 'rsa' | 'ecdsa' | 'listed-rsa' | 'listed-ecdsa';

/** The key pairs of one run of the tests. */
export interface Keys {
  pem: { rsa: string; ecdsa: string };
  publicJwks: JsonWebKey[];
  privateJwks: Record<KeyName, JsonWebKey>;
}

export function newKeys(): Keys {
  const pairs = {
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    'listed-rsa': generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'listed-ecdsa': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
  const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
  const listed = (name: 'listed-rsa' | 'listed-ecdsa', alg: string) => ({
    ...pairs[name].publicKey.export({ format: 'jwk' }),
    kid: name,
    alg,
    use: 'sig',
  });
  return {
    pem: { rsa: pem(pairs.rsa.publicKey), ecdsa: pem(pairs.ecdsa.publicKey) },
    publicJwks: [listed('listed-rsa', 'RS256'), listed('listed-ecdsa', 'ES256')],
    privateJwks: {
      rsa: pairs.rsa.privateKey.export({ format: 'jwk' }),
      ecdsa: pairs.ecdsa.privateKey.export({ format: 'jwk' }),
      'listed-rsa': pairs['listed-rsa'].privateKey.export({ format: 'jwk' }),
      'listed-ecdsa': pairs['listed-ecdsa'].privateKey.export({ format: 'jwk' }),
    },
  };
}

export function privateKey(jwk: JsonWebKey): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' });
}
