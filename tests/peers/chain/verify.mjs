// Reads {credential, documents, node} on stdin; verifies with @blockcerts/cert-verifier-js, whose
// every request is answered from `documents` or, at https://node.test/, by the node on this
// machine; prints {verified, errors, steps, unserved} on stdout.
import {createRequire} from 'node:module';

const input = await readStdin();
const unserved = [];
console.log = console.warn = console.error = () => {};  // what it says goes to the steps
const loopback = globalThis.fetch;
globalThis.fetch = async (request, options) => {
  const url = String(request.url ?? request);
  if(url === 'https://node.test/') {
    return loopback(input.node, options);
  }
  if(url in input.documents) {
    const headers = {'content-type': 'application/ld+json'};
    return new Response(JSON.stringify(input.documents[url]), {headers});
  }
  unserved.push(url);
  throw new Error(`${url} is not served.`);
};
const {Certificate} = createRequire(import.meta.url)(
  '@blockcerts/cert-verifier-js/dist/verifier-node/index.js');

const steps = {};
let errors;
let verified = false;
try {
  const certificate = new Certificate(input.credential, {
    explorerAPIs: [{
      serviceUrl: 'https://node.test/', serviceName: 'here', apiType: 'rpc', chainType: 'eth',
      priority: 0
    }],
    didResolverUrl: 'https://resolver.test'
  });
  await certificate.init();
  const result = await certificate.verify(({code, status, errorMessage}) => {
    steps[code] = errorMessage ?? status;
  });
  verified = result.status === 'success';
  errors = verified ? [] : [String(result.message)];
} catch(error) {
  errors = [error.message];
}
process.stdout.write(JSON.stringify({verified, errors, steps, unserved}));
process.exit(0);

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
