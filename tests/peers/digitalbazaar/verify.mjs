// Reads {credential, documents} on stdin; verifies with Digital Bazaar's libraries and a loader
// that serves only those documents, and what lies under `online` (an origin on this machine) by
// fetching it; prints {verified, errors, status} on stdout.
import * as didKey from '@digitalbazaar/did-method-key';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const driver = didKey.driver();
driver.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});
driver.use({multibaseMultikeyHeader: 'zDna', fromMultibase: EcdsaMultikey.from});
driver.use({multibaseMultikeyHeader: 'z82L', fromMultibase: EcdsaMultikey.from});

const input = await readStdin();
const suite = [eddsa, ecdsa].map(cryptosuite => new DataIntegrityProof({cryptosuite}));
const result = await verify(input.credential);
process.stdout.write(JSON.stringify(result));

async function verify(credential) {
  const options = {credential, suite, documentLoader};
  if(credential.credentialStatus) {
    options.checkStatus = checkStatus;
  }
  const found = await vc.verifyCredential(options);
  const statuses = found.statusResult?.results ?? [];
  const ended = statuses.filter(one => one.status).map(
    one => one.credentialStatus.statusPurpose);
  return {
    verified: found.verified && ended.length === 0,
    errors: [...messages(found.error), ...ended.map(purpose => `status: ${purpose}`)]
  };
}

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  const document = input.documents[url] ?? input.documents[address] ??
    await resolve(address) ?? await fetched(address);
  if(!document) {
    throw new Error(`The loader does not serve ${url}.`);
  }
  return {contextUrl: null, documentUrl: url, document: part(document, url, fragment)};
}

async function resolve(address) {
  if(address.startsWith('did:key:')) {
    return driver.get({did: address});
  }
  if(address.startsWith('did:web:')) {
    const [host, ...path] = address.slice('did:web:'.length).split(':');
    const place = path.length ? path.join('/') : '.well-known';
    const whole = `https://${decodeURIComponent(host)}/${place}/did.json`;
    return input.documents[whole] ?? await fetched(whole);
  }
}

async function fetched(address) {
  if(input.online && address.startsWith(`${input.online}/`)) {
    return (await fetch(address, {headers: {accept: 'application/json'}})).json();
  }
}

function part(document, url, fragment) {
  if(!fragment || !url.startsWith('did:')) {
    return document;
  }
  const methods = [...(document.verificationMethod ?? []), ...document.assertionMethod];
  const method = methods.find(one => one.id === url);
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

function messages(error) {
  if(!error) {
    return [];
  }
  const inner = error.errors ?? (error.cause ? [error.cause] : []);
  return [error.message, ...inner.flatMap(messages)].filter(Boolean);
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
