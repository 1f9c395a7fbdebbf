// Claims a badge as a wallet does: reads {wallet, offer, format, txCode, did, jwk} as JSON on stdin,
// jwk with its private half; prints {credential, …}. What a wallet's library leaves to its maker
// (signing, where keys live) is done here with jose; every request to Lapel is the library's own.
import * as jose from 'jose';
import {createHash, randomBytes} from 'node:crypto';

const question = JSON.parse(await new Promise(resolve => {
  let text = '';
  process.stdin.on('data', part => text += part).on('end', () => resolve(text));
}));
console.log = console.warn = console.error; // only the answer goes to stdout
const {wallet, offer, format, txCode, did, jwk, replay, byIdentifier} = question;
const {d: _secret, ...publicJwk} = jwk;
const key = await jose.importJWK(jwk, 'ES256');

async function openid4vc() {
  const {Openid4vciClient} = await import('@openid4vc/openid4vci');
  const {HashAlgorithm} = await import('@openid4vc/oauth2');
  const callbacks = {
    fetch,
    hash: (data, algorithm) => createHash(
      algorithm === HashAlgorithm.Sha256 ? 'sha256' : 'sha512').update(data).digest(),
    generateRandom: length => randomBytes(length),
    clientAuthentication: () => {},
    signJwt: async (signer, {header, payload}) => ({
      jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key),
      signerJwk: publicJwk
    }),
    verifyJwt: () => { throw new Error('nothing is to be verified'); },
    decryptJwe: () => { throw new Error('nothing is encrypted'); },
    encryptJwe: () => { throw new Error('nothing is encrypted'); }
  };
  const client = new Openid4vciClient({callbacks});
  const credentialOffer = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const {accessTokenResponse} = await client.retrievePreAuthorizedCodeAccessTokenFromOffer(
    {credentialOffer, issuerMetadata, txCode});
  const {c_nonce: nonce} = await client.requestNonce({issuerMetadata});
  const credentialConfigurationId = credentialOffer.credential_configuration_ids.find(
    id => issuerMetadata.knownCredentialConfigurations[id].format === format);
  const {jwt} = await client.createCredentialRequestJwtProof({
    issuerMetadata, credentialConfigurationId, nonce, issuedAt: new Date(),
    signer: {method: 'jwk', alg: 'ES256', publicJwk}
  });
  const answer = await client.retrieveCredentials({
    issuerMetadata, credentialConfigurationId, proofs: {jwt: [jwt]},
    accessToken: accessTokenResponse.access_token
  });
  if(!answer.ok) {
    throw new Error(JSON.stringify(answer.credentialErrorResponseResult ?? answer.credentialResponseResult));
  }
  const {credentials, notification_id: notificationId} = answer.credentialResponse;
  const told = await client.sendNotification({
    issuerMetadata, notification: {notificationId, event: 'credential_accepted'},
    accessToken: accessTokenResponse.access_token
  });
  return {
    credential: credentials[0].credential ?? credentials[0], told: told.ok,
    version: issuerMetadata.originalDraftVersion
  };
}

async function sphereon() {
  const {default: {OpenID4VCIClientV1_0_13: Client}} = await import('@sphereon/oid4vci-client');
  const client = await Client.fromURI({
    uri: offer, kid: `${did}#${did.replace('did:key:', '')}`, alg: 'ES256', resolveOfferUri: true
  });
  // its own names of things: a client is anonymous where it has no id
  await client.acquireAccessToken(txCode ? {pin: txCode} : {});
  const metadata = await client.retrieveServerMetadata();
  const configurations = metadata.credentialIssuerMetadata.credential_configurations_supported;
  const [id, configuration] = Object.entries(configurations)
    .find(([_id, each]) => each.format === format);
  // with draft 13 the library takes a configuration's id either so, or for a type
  const named = byIdentifier ? {credentialIdentifier: id} : {
    credentialTypes: [id], format, context: configuration.credential_definition?.['@context']
  };
  const said = await client.acquireCredentials({
    ...named,
    proofCallbacks: {
      signCallback: async ({header, payload}) =>
        new jose.SignJWT(payload).setProtectedHeader(header).sign(key)
    }
  });
  return {credential: said.credential ?? said.credentials[0].credential,
    told: !!said.notification_id, version: 'draft 13'};
}

async function digitalbazaar() {
  const {OID4Client, getCredentialOffer} = await import('@digitalbazaar/oid4-client');
  const fetched = await getCredentialOffer({url: offer});
  const client = await OID4Client.fromCredentialOffer({offer: fetched, supportedFormats: [format]});
  const fragment = did.replace('did:key:', '');
  const signer = {
    id: `${did}#${fragment}`,
    algorithm: 'P-256',
    sign: async ({data}) => new Uint8Array(
      await crypto.subtle.sign({name: 'ECDSA', hash: 'SHA-256'}, key, data))
  };
  const said = await client.requestCredentials({did, didProofSigner: signer, format});
  return {credential: said.credential, told: true, version: client.oid4vciVersion};
}

const wallets = {openid4vc, sphereon, digitalbazaar};
try {
  const answer = await wallets[wallet]();
  if(replay) { // the same offer's code once more
    await wallets[wallet]().then(
      () => answer.replayed = true, () => answer.replayed = false);
  }
  process.stdout.write(JSON.stringify(answer));
} catch(error) {
  let why = '';
  for(let each = error; each; each = each.cause) {
    why += `${each.message} ${JSON.stringify(each.data ?? each.errorResponse ?? '')} `;
  }
  process.stdout.write(JSON.stringify({error: why, stack: error.stack}));
}
