// Reads {documents, key, unsigned, signed, shapes} on stdin; issues and verifies every credential
// with Digital Bazaar's libraries (eddsa-rdfc-2022) and prints CPU milliseconds per credential of
// this process: {issue: {cold, warm}, verify: {cold, warm}, accepted}. Cold is the first of each
// shape in a fresh process, warm the median of later rounds over all.
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const parts = [];
for await (const part of process.stdin) {
  parts.push(part);
}
const input = JSON.parse(Buffer.concat(parts).toString('utf8'));
const pair = await Ed25519Multikey.from(input.key);
const controller = input.key.controller;
const method = {'@context': 'https://w3id.org/security/multikey/v1', ...await pair.export(
  {publicKey: true})};
const holder = {
  '@context': 'https://www.w3.org/ns/did/v1', id: controller, verificationMethod: [method],
  assertionMethod: [method.id]
};
const served = {...input.documents, [controller]: holder, [method.id]: method};
let accepted = 0;

const measured = {
  issue: await sides(input.unsigned, issue), verify: await sides(input.signed, verify)
};
process.stdout.write(JSON.stringify({...measured, accepted}));

async function sides(credentials, act) {
  const cold = await cost(credentials.slice(0, input.shapes), act);
  const rounds = [];
  for(let round = 0; round < input.rounds; round += 1) {
    rounds.push(await cost(credentials, act));
  }
  return {cold, warm: rounds.sort((a, b) => a - b)[Math.floor(rounds.length / 2)]};
}

async function cost(credentials, act) {
  const before = process.cpuUsage();
  for(const credential of credentials) {
    await act(credential);
  }
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000 / credentials.length;
}

async function issue(credential) {
  const suite = new DataIntegrityProof({signer: pair.signer(), cryptosuite});
  return vc.issue({credential: structuredClone(credential), suite, documentLoader});
}

async function verify(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const found = await vc.verifyCredential({credential, suite, documentLoader});
  if(!found.verified) {
    throw found.error;
  }
  accepted += 1;
}

async function documentLoader(url) {
  const document = served[url];
  if(!document) {
    throw new Error(`The loader does not serve ${url}.`);
  }
  return {contextUrl: null, documentUrl: url, document};
}
