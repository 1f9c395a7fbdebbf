// Reads {token, jwk, alg, holder, nonce} on stdin; verifies a VC-JWT with jose, or an SD-JWT VC
// (with its key binding, where a nonce is given) with @sd-jwt/sd-jwt-vc; prints {verified, errors,
// claims}. Nothing is fetched: the keys are given.
import {createPublicKey, verify} from 'node:crypto';
import {importJWK, jwtVerify} from 'jose';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {digest} from '@sd-jwt/crypto-nodejs';

const HASHES = {EdDSA: null, ES256: 'sha256', ES384: 'sha384'};
const input = await readStdin();
try {
  const claims = input.token.includes('~') ? await selective() : await plain();
  answer({verified: true, errors: [], claims});
} catch(error) {
  answer({verified: false, errors: [error.message], claims: {}});
}

async function plain() {
  const key = await importJWK(input.jwk, input.alg);
  const found = await jwtVerify(input.token, key, {algorithms: [input.alg], typ: 'vc+jwt'});
  return found.payload;
}

async function selective() {
  const instance = new SDJwtVcInstance({
    hasher: digest,
    hashAlg: 'sha-256',
    verifier: checker(input.jwk, input.alg),
    kbVerifier: input.holder && checker(input.holder, 'EdDSA')
  });
  const options = input.nonce ? {keyBindingNonce: input.nonce} : {};
  return (await instance.verify(input.token, options)).payload;
}

function checker(jwk, alg) {
  const key = createPublicKey({key: jwk, format: 'jwk'});
  return async (data, signature) => verify(
    HASHES[alg], Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'},
    Buffer.from(signature, 'base64url'));
}

function answer(found) {
  process.stdout.write(JSON.stringify(found));
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
