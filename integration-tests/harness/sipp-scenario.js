/** @file What SIPp does in a call, step by step, written as its XML. */

const HELD = '0.0.0.0';

/** Headers of the INVITE, kept so that it can be answered after other requests, and for requests of ours. */
const KEPT = { via: 'Via', from: 'From', to: 'To', cseq: 'CSeq' };

const keep = (variable, header, pattern = '.*') =>
  `<ereg regexp="${pattern}" search_in="hdr" header="${header}:" assign_to="${variable}"/>`;

const TARGET = keep('target', 'Contact', 'sip:[-+._:@a-zA-Z0-9]*');

/** Fails the call unless the message has this. @param {string} pattern a regular expression of POSIX */
const check = (pattern) => `<ereg regexp="${pattern}" search_in="msg" check_it="true" assign_to="checked"/>`;

const lines = (...all) => all.flat().filter(Boolean).join('\n');

const message = (text) => `<![CDATA[\n\n${text}\n\n]]>`;

const contact = 'Contact: <sip:phone@[local_ip]:[local_port];transport=[transport]>';

/**
 * A description: one in which the media goes to the port that echoes.
 *
 * @param {{ direction?: string, version?: number, isHeldByAddress?: boolean }} [options]
 */
export function sound({ direction = 'sendrecv', version = 1, isHeldByAddress = false } = {}) {
  return lines(
    'v=0',
    `o=phone 1 ${version} IN IP4 [local_ip]`,
    's=-',
    `c=IN IP4 ${isHeldByAddress ? HELD : '[media_ip]'}`,
    't=0 0',
    'm=audio [media_port] RTP/AVP 0 101',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    `a=${direction}`,
  );
}

const bodyOf = (body, type = 'application/sdp') =>
  body ? ['Content-Type: ' + type, 'Content-Length: [len]', '', body] : ['Content-Length: 0', ''];

/** @param {string} what @param {string[]} actions */
const received = (what, actions) =>
  actions.some(Boolean) ? lines(`<recv ${what}><action>`, actions, '</action></recv>') : `<recv ${what}/>`;

/** Waits for a request. @param {string} method @param {string[]} [patterns] what it must have */
export function takes(method, patterns = []) {
  const kept = method === 'INVITE' ? [...Object.entries(KEPT).map(([name, header]) => keep(name, header)), TARGET] : [];
  return received(`request="${method}"`, [...kept, ...patterns.map(check)]);
}

/** Waits for a response. @param {number} status @param {string[]} [patterns] what it must have */
export function gets(status, patterns = []) {
  return received(`response="${status}"`, patterns.map(check));
}

/** As {@link gets}, for provisional responses that need not come. @param {number} status */
export const mayGet = (status) => `<recv response="${status}" optional="true"/>`;

/**
 * Answers the INVITE.
 *
 * @param {number} status
 * @param {{ tag?: string, headers?: string[], body?: string }} [options] tag: of one phone among several
 */
export function answers(status, { tag = 'phone', headers = [], body } = {}) {
  const text = lines(
    `SIP/2.0 ${status} Said By The Phone`,
    'Via: [$via]',
    'From: [$from]',
    `To: [$to];tag=${tag}[call_number]`,
    'Call-ID: [call_id]',
    'CSeq: [$cseq]',
    contact,
    'Allow: INVITE, ACK, CANCEL, BYE, UPDATE, INFO, PRACK',
    headers,
  );
  // Not sooner: a busy machine answers late, and an ACK that comes twice is none that a scenario has.
  const again = status >= 200 ? ' retrans="2000"' : '';
  return `<send${again}>${message(text + '\n' + bodyOf(body).join('\n'))}</send>`;
}

/** Answers the request that came last. @param {number} status @param {{ headers?: string[] }} [options] */
export function replies(status, { headers = [] } = {}) {
  const text = lines(
    `SIP/2.0 ${status} Said By The Phone`,
    '[last_Via:]',
    '[last_From:]',
    '[last_To:]',
    '[last_Call-ID:]',
    '[last_CSeq:]',
    contact,
    headers,
    'Content-Length: 0',
  );
  return `<send>${message(text)}</send>`;
}

/**
 * Asks something within the call that was taken.
 *
 * @param {string} method
 * @param {number} number of the request: each has a higher one; an ACK has that of its INVITE
 * @param {{ tag?: string, headers?: string[], body?: string, type?: string }} [options]
 */
export function asks(method, number, { tag = 'phone', headers = [], body, type } = {}) {
  const text = lines(
    `${method} [$target] SIP/2.0`,
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    `From: [$to];tag=${tag}[call_number]`,
    'To: [$from]',
    'Call-ID: [call_id]',
    `CSeq: ${number} ${method}`,
    'Max-Forwards: 70',
    contact,
    headers,
  );
  const again = method === 'ACK' ? '' : ' retrans="500"';
  return `<send${again}>${message(text + '\n' + bodyOf(body, type).join('\n'))}</send>`;
}

/** Calls a number, without a description. @param {string} number */
export function calls(number) {
  const text = lines(
    `INVITE sip:${number}@[remote_ip]:[remote_port] SIP/2.0`,
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    'From: <sip:+4940555@[local_ip]>;tag=phone[call_number]',
    `To: <sip:${number}@[remote_ip]:[remote_port]>`,
    'Call-ID: [call_id]',
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    contact,
    'Content-Length: 0',
  );
  return `<send retrans="500">${message(text)}</send>`;
}

/** Acknowledges the answer to {@link calls}. @param {string} number @param {string} body */
export function acknowledges(number, body) {
  const text = lines(
    `ACK sip:${number}@[remote_ip]:[remote_port] SIP/2.0`,
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    'From: <sip:+4940555@[local_ip]>;tag=phone[call_number]',
    '[last_To:]',
    'Call-ID: [call_id]',
    'CSeq: 1 ACK',
    'Max-Forwards: 70',
    contact,
  );
  return `<send>${message(text + '\n' + bodyOf(body).join('\n'))}</send>`;
}

/** Does nothing for a while. @param {number} milliseconds */
export const waits = (milliseconds) => `<pause milliseconds="${milliseconds}"/>`;

/**
 * Does one thing for calls to a number, and another for all others.
 *
 * @param {string} number
 * @param {string[]} steps
 * @param {string[]} others
 */
export function ifCalledAt(number, steps, others) {
  const chosen = `<ereg regexp="INVITE sip:${number}@" search_in="msg" assign_to="chosen"/>`;
  return lines(
    takes('INVITE').replace('</action>', `${chosen}</action>`),
    '<nop next="1" test="chosen"/>',
    others,
    '<nop next="2"/>',
    '<label id="1"/>',
    steps,
    '<label id="2"/>',
  );
}

/** The XML of a scenario. @param {string[]} steps */
export function scenario(steps) {
  const body = lines(steps);
  const used = [...new Set([...body.matchAll(/assign_to="(\w+)"/g)].map(([, name]) => name))];
  const reference = used.length > 0 ? `<Reference variables="${used.join(',')}"/>` : '';
  const head = '<?xml version="1.0" encoding="ISO-8859-1"?>';
  return lines(head, '<scenario name="phone">', body, reference, '</scenario>', '');
}
