// Reads {token, jwk, alg, holder, nonce} on stdin, or a list of such; verifies a VC-JWT with jose, or
// an SD-JWT VC (with its key binding, where a nonce is given) with @sd-jwt/sd-jwt-vc; prints
// {verified, errors, claims}, or a list of such. Nothing is fetched: the keys are given.
import {createPublicKey, verify} from 'node:crypto';
import {importJWK, jwtVerify} from 'jose';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {digest} from '@sd-jwt/crypto-nodejs';

const HASHES = {EdDSA: null, ES256: 'sha256', ES384: 'sha384'};
const input = await readStdin();
const many = Array.isArray(input);
const answers = [];
for(const question of many ? input : [input]) {
  answers.push(await answerTo(question));
}
process.stdout.write(JSON.stringify(many ? answers : answers[0]));

async function answerTo(question) {
  try {
    const whole = question.token.includes('~');
    const claims = await (whole ? selective(question) : plain(question));
    return {verified: true, errors: [], claims};
  } catch(error) {
    return {verified: false, errors: [error.message], claims: {}};
  }
}

async function plain({token, jwk, alg}) {
  const key = await importJWK(jwk, alg);
  const found = await jwtVerify(token, key, {algorithms: [alg], typ: 'vc+jwt'});
  return found.payload;
}

async function selective({token, jwk, alg, holder, nonce}) {
  const instance = new SDJwtVcInstance({
    hasher: digest,
    hashAlg: 'sha-256',
    verifier: checker(jwk, alg),
    kbVerifier: holder && checker(holder, 'EdDSA')
  });
  const options = nonce ? {keyBindingNonce: nonce} : {};
  return (await instance.verify(token, options)).payload;
}

function checker(jwk, alg) {
  const key = createPublicKey({key: jwk, format: 'jwk'});
  return async (data, signature) => verify(
    HASHES[alg], Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'},
    Buffer.from(signature, 'base64url'));
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
