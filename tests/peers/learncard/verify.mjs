// Reads {questions: [{credential, documents, occasion}], shared} on stdin; verifies each credential
// (with an `occasion`, a presentation) with LearnCard's wallet, whose every fetch is answered from
// those documents; prints a list of {verified, errors, warnings, checks}.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';

const input = await readStdin();
let documents = input.shared;
globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  const document = documents[url];
  const body = document === undefined ? '{}' : JSON.stringify(document);
  const status = document === undefined ? 404 : 200;
  const answer = new Response(body, {status, headers: {'content-type': 'application/json'}});
  return Object.defineProperty(answer, 'url', {value: url}); // its WebAssembly parses it
};
// Its notes go to the console; only the answer may stand on stdout.
console.log = console.error;

// Its own cloud is out of reach here, and needed for nothing that is asked.
process.on('unhandledRejection', () => {});
const {initLearnCard} = await import('@learncard/init');
const plugin = dirname(createRequire(import.meta.url).resolve('@learncard/didkit-plugin'));
const didkit = readFileSync(join(plugin, 'didkit', 'didkit_wasm_bg.wasm'));
const wallet = await initLearnCard({seed: 'a'.repeat(64), didkit, allowRemoteContexts: true});
const answers = [];
for(const question of input.questions) {
  documents = {...input.shared, ...question.documents};
  answers.push(await answerTo(question));
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));

async function answerTo({credential, occasion}) {
  try {
    const found = occasion ?
      await wallet.invoke.verifyPresentation(credential, {...occasion, proofPurpose: 'authentication'}) :
      await wallet.invoke.verifyCredential(credential);
    const sound = found.errors.length === 0 && found.checks.includes('proof');
    return {verified: sound, errors: found.errors, warnings: found.warnings, checks: found.checks};
  } catch(error) {
    return {verified: false, errors: [error?.message ?? String(error)]};
  }
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
