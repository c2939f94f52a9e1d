import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const SPECIFICATION = new URL('../../docs/signaling.asyncapi.yaml', import.meta.url);

/** What `docs/signaling.asyncapi.yaml` says, to hold messages against. */
export const asyncapi = parse(readFileSync(SPECIFICATION, 'utf8'));

const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
ajv.addSchema({ $id: 'spec:', components: asyncapi.components });

const messages = Object.values(asyncapi.components.messages);

/** The messages that clients send, by method. */
export const requests = new Map(
  messages
    .filter((message) => message['x-result'])
    .map((message) => [message.examples[0].payload.method, message]),
);

/** The notifications of the server, by method. */
export const events = new Map(
  messages
    .filter((message) => message.examples[0].payload.method && !message['x-result'])
    .map((message) => [message.examples[0].payload.method, message]),
);

const compiled = new Map();

function check(reference, value, what) {
  if (!compiled.has(reference)) {
    compiled.set(reference, ajv.compile({ $ref: `spec:${reference}` }));
  }
  const valid = compiled.get(reference);
  if (!valid(value)) {
    const why = ajv.errorsText(valid.errors);
    throw new Error(`${what} is not as specified: ${why}\n${JSON.stringify(value)}`);
  }
}

export function checkRequest(request) {
  const specified = requests.get(request.method);
  if (!specified) {
    throw new Error(`There is no method ${request.method}.`);
  }
  check(specified.payload.$ref, request, `The request ${request.method}`);
}

export function checkResult(method, result) {
  check(requests.get(method)['x-result'].$ref, result, `The result of ${method}`);
}

export function checkEvent(event) {
  check(events.get(event.method).payload.$ref, event, `The event ${event.method}`);
}

export function checkError(error) {
  check('#/components/schemas/ErrorAnswer', error, 'The error');
}
