// Reads {credential, documents} on stdin; verifies with the Digital Credentials Consortium's
// verifier-core, whose every fetch is answered from those documents, except what lies under
// `online` (an origin on this machine), which is fetched; prints {verified, errors, log}.
const input = await readStdin();
const reallyFetch = globalThis.fetch;
globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  if(input.online && url.startsWith(`${input.online}/`)) {
    return reallyFetch(request);
  }
  const document = input.documents[url];
  const body = document === undefined ? '{}' : JSON.stringify(document);
  const status = document === undefined ? 404 : 200;
  return new Response(body, {status, headers: {'content-type': 'application/json'}});
};
// Its notes go to the console; only the answer may stand on stdout.
console.log = console.error;

const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const found = await verifyCredential({credential: input.credential, knownDIDRegistries: []});
const steps = Object.fromEntries((found.log ?? []).map(one => [one.id, one.valid]));
const errors = [
  ...(found.errors ?? []).map(one => `${one.name}: ${one.message}`),
  ...(found.log ?? []).filter(one => one.error).map(one => `${one.id}: ${one.error.message}`)
];
const asked = ['valid_signature', 'expiration'];
for(const status of [input.credential.credentialStatus ?? []].flat()) {
  asked.push(`${status.statusPurpose}_status`);
}
process.stdout.write(JSON.stringify({
  verified: errors.length === 0 && asked.every(id => steps[id] === true),
  errors: [...errors, ...asked.filter(id => steps[id] !== true).map(id => `not passed: ${id}`)],
  log: steps,
  schema: (found.additionalInformation ?? []).flatMap(one => one.results ?? [])
}));

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
