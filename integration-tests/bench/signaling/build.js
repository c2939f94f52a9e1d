/** @file The generator in C, the servers of npm, a certificate, tickets, and what is needed for all of them. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../../harness/certificate.js';
import { target } from '../../harness/paths.js';
import { findProgram } from '../../harness/programs.js';
import { mintTicket } from '../../harness/tickets.js';
import { compile, Needs } from '../common/programs.js';

const sources = fileURLToPath(new URL('./', import.meta.url));

/** The servers of the others, installed with the versions of their package-lock.json. */
export const rivals = join(sources, 'rivals');

/** Where programs and logs go. */
export const artifacts = join(target, 'bench-signaling');

/** What tickets are signed with. */
export const TICKET_KEY = { id: 'bench', secret: 'a-secret-of-the-benchmark-that-is-long-enough' };

/** How long the whole benchmark may take. */
const TICKET_SECONDS = 7200;

/** Says what is missing on this machine. @param {{ servers: string[], parts: string[] }} asked */
export function checkMachine({ servers, parts }) {
  const needs = new Needs();
  needs.header('openssl/ssl.h', "OpenSSL's headers (on Debian: apt install libssl-dev)");
  needs.program('openssl', 'openssl (on Debian: apt install openssl)');
  if (servers.some((server) => server !== 'ours')) {
    const words = 'the servers of npm (npm ci in integration-tests/bench/signaling/rivals)';
    needs.that(existsSync(join(rivals, 'node_modules', 'ws')), words);
  }
  if (parts.includes('setup')) {
    needs.that(findProgram('chromium') !== null, 'chromium (on Debian: apt install chromium)');
  }
  needs.orThrow();
}

/** What of npm is measured, such as `ws 8.18.3`. @param {string[]} packages */
export function versionsOf(packages) {
  return packages.map((name) => {
    const { version } = JSON.parse(readFileSync(join(rivals, 'node_modules', name, 'package.json'), 'utf8'));
    return `${name} ${version}`;
  });
}

const GENERATOR = ['generator.c', 'relay.c', 'storm.c', 'clients.c', 'websocket.c', 'protocol.c', 'dialtone.c'];

export async function buildPrograms() {
  mkdirSync(artifacts, { recursive: true });
  const files = GENERATOR.map((file) => join(sources, file));
  await compile(join(artifacts, 'generator'), files, ['-lssl', '-lcrypto']);
}

/** A certificate for P-256, in files. */
export async function makeCertificate() {
  const { key, certificate } = await selfSigned(artifacts);
  const both = join(artifacts, 'both.pem');
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  return { key, certificate, both };
}

/** A file with a ticket for each client: the users a0, b0, a1, b1 and so on. @param {number} count */
export function makeTickets(count) {
  const file = join(artifacts, `tickets-${count}`);
  const exp = Math.floor(Date.now() / 1000) + TICKET_SECONDS;
  const lines = Array.from({ length: count }, (_, index) => {
    const sub = `${index % 2 === 0 ? 'a' : 'b'}${Math.floor(index / 2)}`;
    return mintTicket(TICKET_KEY.id, TICKET_KEY.secret, { sub, exp });
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
