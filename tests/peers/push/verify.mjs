// Reads {endpoint, authorization, body, private, secret} on stdin, binary parts in base64url: opens the body
// as a browser with http_ece, and checks the token as a push service with jose, under the key in the
// header itself; prints {words, claims, errors}. Nothing is fetched.
import {createECDH} from 'node:crypto';
import {readFileSync} from 'node:fs';
import ece from 'http_ece';
import {importJWK, jwtVerify} from 'jose';

const question = JSON.parse(readFileSync(0, 'utf8'));
const answer = {words: null, claims: null, errors: []};
try {
  const browser = createECDH('prime256v1');
  browser.setPrivateKey(bytes(question.private));
  answer.words = ece.decrypt(bytes(question.body), {
    version: 'aes128gcm', privateKey: browser, authSecret: question.secret
  }).toString();
} catch(error) {
  answer.errors.push(`words: ${error.message}`);
}
try {
  const [, token, key] = /^vapid t=([^,]+), k=([A-Za-z0-9_-]+)$/.exec(question.authorization);
  const point = bytes(key);
  const half = at => point.subarray(at, at + 32).toString('base64url');
  const jwk = {kty: 'EC', crv: 'P-256', x: half(1), y: half(33)};
  const found = await jwtVerify(token, await importJWK(jwk, 'ES256'), {
    algorithms: ['ES256'], typ: 'JWT', audience: new URL(question.endpoint).origin,
    requiredClaims: ['exp', 'sub']
  });
  answer.claims = found.payload;
} catch(error) {
  answer.errors.push(`token: ${error.message}`);
}
process.stdout.write(JSON.stringify(answer));

function bytes(text) {
  return Buffer.from(text, 'base64url');
}
