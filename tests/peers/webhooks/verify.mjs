// A receiver's check with the library of Standard Webhooks: {secret, headers, body} on stdin.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  const told = new Webhook(secret).verify(body, headers);
  console.log(JSON.stringify({ verified: true, told }));
} catch (error) {
  console.log(JSON.stringify({ verified: false, error: error.message }));
}
