// Reads {questions: [{credential, documents, occasion}], shared, online} on stdin; verifies each
// credential (with an `occasion`, a presentation) with the Digital Credentials Consortium's
// verifier-core, whose every fetch is answered from those documents, except what lies under
// `online` (an origin on this machine), which is fetched; prints a list of {verified, errors, log}.
const input = await readStdin();
const reallyFetch = globalThis.fetch;
let documents = {};
globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  if(input.online && url.startsWith(`${input.online}/`)) {
    return reallyFetch(request);
  }
  const document = documents[url];
  const body = document === undefined ? '{}' : JSON.stringify(document);
  const status = document === undefined ? 404 : 200;
  return new Response(body, {status, headers: {'content-type': 'application/json'}});
};
// Its notes go to the console; only the answer may stand on stdout.
console.log = console.error;

const {verifyCredential, verifyPresentation} = await import('@digitalcredentials/verifier-core');
const answers = [];
for(const question of input.questions) {
  documents = {...input.shared, ...question.documents};
  const {credential, occasion} = question;
  answers.push(occasion ? await shown(credential, occasion) : await verify(credential));
}
process.stdout.write(JSON.stringify(answers));

async function verify(credential) {
  return judged(credential, await verifyCredential({credential, knownDIDRegistries: []}));
}

async function shown(presentation, {challenge}) {
  const found = await verifyPresentation({presentation, challenge, knownDIDRegistries: []});
  const inner = (found.credentialResults ?? []).map(one => judged(one.credential, one));
  const signed = found.presentationResult?.signature === 'valid';
  const errors = [
    ...(found.errors ?? []), ...(found.presentationResult?.errors ?? [])
  ].map(one => `${one.name}: ${deep(one.message)}`);
  return {
    verified: signed && inner.every(one => one.verified),
    errors: [...errors, ...inner.flatMap(one => one.errors)]
  };
}

function deep(message) {
  const inner = message?.errors ?? message?.cause?.errors ?? [];
  return [message?.message ?? message, ...inner.map(deep)].join(' | ');
}

function judged(credential, found) {
  const steps = Object.fromEntries((found.log ?? []).map(one => [one.id, one.valid]));
  const errors = [
    ...(found.errors ?? []).map(one => `${one.name}: ${one.message} ${cause(one.stackTrace)}`),
    ...(found.log ?? []).filter(one => one.error).map(one => `${one.id}: ${one.error.message}`)
  ];
  const asked = ['valid_signature', 'expiration'];
  for(const status of [credential?.credentialStatus ?? []].flat()) {
    asked.push(`${status.statusPurpose}_status`);
  }
  return {
    verified: errors.length === 0 && asked.every(id => steps[id] === true),
    errors: [...errors, ...asked.filter(id => steps[id] !== true).map(id => `not passed: ${id}`)],
    log: steps,
    schema: (found.additionalInformation ?? []).flatMap(one => one.results ?? [])
  };
}

function cause(trace) {
  return [trace?.message, ...(trace?.errors ?? []).map(one => one.message)].filter(Boolean)
    .join(' | ');
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
