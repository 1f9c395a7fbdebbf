// Reads {questions: [{credential, documents, occasion}], shared, online} on stdin; verifies each
// credential (with an `occasion`, a presentation) with Digital Bazaar's libraries and a loader that
// serves only its documents and the shared ones, and what lies under `online` (an origin on this
// machine) by fetching it; prints a list of {verified, errors}.
import * as didKey from '@digitalbazaar/did-method-key';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';

const driver = didKey.driver();
driver.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});
driver.use({multibaseMultikeyHeader: 'zDna', fromMultibase: EcdsaMultikey.from});
driver.use({multibaseMultikeyHeader: 'z82L', fromMultibase: EcdsaMultikey.from});

const input = await readStdin();
const suite = [eddsa, ecdsa, createVerifyCryptosuite()].map(cryptosuite => new DataIntegrityProof({cryptosuite}));
let documents = {};
const answers = [];
for(const question of input.questions) {
  documents = {...input.shared, ...question.documents};
  answers.push(await answerTo(question));
}
process.stdout.write(JSON.stringify(answers));

async function answerTo({credential, occasion}) {
  try {
    return occasion ? await shown(credential, occasion) : await verify(credential);
  } catch(error) {
    return {verified: false, errors: messages(error)};
  }
}

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

async function shown(presentation, {challenge, domain}) {
  const found = await vc.verify(
    {presentation, challenge, domain, suite, documentLoader, checkStatus});
  const statuses = (found.credentialResults ?? []).flatMap(
    one => one.statusResult?.results ?? []);
  const ended = statuses.some(one => one.status);
  const inner = (found.credentialResults ?? []).flatMap(one => messages(one.error));
  return {
    verified: found.verified && !ended,
    errors: [...messages(found.error), ...inner, ...(ended ? ['status: revocation'] : [])]
  };
}

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  const document = documents[url] ?? documents[address] ??
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
    return documents[whole] ?? await fetched(whole);
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
  const methods = [
    document.verificationMethod, document.assertionMethod, document.authentication
  ].flatMap(one => one ?? []);
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
