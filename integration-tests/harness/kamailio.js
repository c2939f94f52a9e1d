/** @file Kamailio as a carrier: a registrar that asks for passwords, and a proxy between those who registered. */

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { Program } from './programs.js';

const REALM = 'carrier.test';
const MODULES = ['kex', 'tm', 'tmx', 'sl', 'rr', 'pv', 'maxfwd', 'usrloc', 'registrar', 'textops', 'siputils', 'auth'];

export class Kamailio {
  #directory;

  /** @param {Program} program @param {string} directory @param {number} port */
  constructor(program, directory, port) {
    this.program = program;
    this.#directory = directory;
    /** Where it listens, UDP and TCP. */
    this.port = port;
  }

  /** @param {Record<string, string>} passwords by username */
  static async start(passwords) {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-kamailio-'));
    const file = join(directory, 'kamailio.cfg');
    writeFileSync(file, config(port, passwords));
    const files = ['-f', file, '-w', directory, '-Y', directory, '-P', join(directory, 'pid')];
    const program = new Program('kamailio', 'kamailio', ['-DD', '-E', '-m', '64', '-M', '8', ...files]);
    const kamailio = new Kamailio(program, directory, port);
    await program.prints(/carrier is ready/);
    return kamailio;
  }

  async stop() {
    const how = await this.program.stop();
    rmSync(this.#directory, { recursive: true });
    return how;
  }
}

function modulePath() {
  const places = readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'kamailio/modules'));
  return places.find((path) => existsSync(path)) ?? '/usr/lib/kamailio/modules';
}

const config = (port, passwords) => `#!KAMAILIO
debug=2
log_stderror=yes
fork=yes
children=2
tcp_children=2
socket_workers=1
auto_aliases=no
alias="${REALM}"
dns=no
rev_dns=no
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
mpath="${modulePath()}/"
${MODULES.map((name) => `loadmodule "${name}.so"`).join('\n')}
loadmodule "xlog.so"
modparam("usrloc", "db_mode", 0)
modparam("rr", "enable_full_lr", 1)

request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  force_rport();
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404", "Not Here");
    exit;
  }
  if (is_method("REGISTER|INVITE")) {
    $var(password) = "nobody knows it";
${Object.entries(passwords)
  .map(([user, password]) => `    if ($au == "${user}") $var(password) = "${password}";`)
  .join('\n')}
    if (!pv_auth_check("${REALM}", "$var(password)", "0", "0")) { auth_challenge("${REALM}", "1"); exit; }
    consume_credentials();
  }
  if (is_method("REGISTER")) { save("location"); exit; }
  record_route();
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}

event_route[core:worker-one-init] {
  xlog("L_ERR", "the carrier is ready\\n");
}
`;
