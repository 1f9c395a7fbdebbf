// Reads {credential, key, mandatory, selective, documents} on stdin; issues the credential with
// Digital Bazaar's ecdsa-sd-2023 under the key, derives from it what the pointers select, and
// prints {base, derived}. The loader serves only those documents.
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as sd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';

const input = await readStdin();
const pair = await EcdsaMultikey.from(input.key);
const base = await vc.issue({
  credential: input.credential,
  suite: new DataIntegrityProof({
    signer: pair.signer(),
    cryptosuite: sd.createSignCryptosuite({mandatoryPointers: input.mandatory})
  }),
  documentLoader
});
const derived = await vc.derive({
  verifiableCredential: base,
  suite: new DataIntegrityProof({
    cryptosuite: sd.createDiscloseCryptosuite({selectivePointers: input.selective})
  }),
  documentLoader
});
process.stdout.write(JSON.stringify({base, derived}));

async function documentLoader(url) {
  const document = input.documents[url];
  if(!document) {
    throw new Error(`The loader does not serve ${url}.`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
