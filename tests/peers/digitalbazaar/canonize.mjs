// Reads a JSON list of N-Quads texts on stdin; prints the list of their RDFC-1.0 forms.
import * as canonize from 'rdf-canonize';

const parts = [];
for await (const part of process.stdin) {
  parts.push(part);
}
const texts = JSON.parse(Buffer.concat(parts).toString('utf8'));
const options = {
  algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', format: 'application/n-quads',
  maxWorkFactor: 3
};
const found = [];
for(const text of texts) {
  found.push(await canonize.canonize(text, options));
}
process.stdout.write(JSON.stringify(found));
