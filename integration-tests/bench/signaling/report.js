/** @file What the numbers say, for people. */

import { machineInWords } from '../common/machine.js';
import { generatorShare, median, number, percent, table } from '../common/tables.js';
import { IDLE_GOALS, RELAY_CELLS, STORM_GOAL_SECONDS } from './cells.js';

/** Says whether a number keeps below a limit. */
function judge(words, value, limit) {
  const known = limit !== undefined && Number.isFinite(value) && Number.isFinite(limit);
  return known ? [`${words}: ${value <= limit ? 'met' : '**missed**'}`] : [];
}

const inWords = (judgements) => judgements.join('; ') || '–';

function idle(cells, servers) {
  const rows = cells.flatMap(({ name, runs }) =>
    servers.map((server) => {
      const of = (measure) => median(runs[server], measure);
      const goals = server === 'ours' ? Object.entries(IDLE_GOALS) : [];
      const judged = goals.flatMap(([measure, goal]) => {
        const what = measure === 'liveKib' ? 'live' : 'resident';
        return judge(`${what} ≤ ${goal} KB`, of(measure), goal);
      });
      return [
        `${Number(name).toLocaleString('en')} connections`,
        server,
        `${number(of('liveKib'))} KB`,
        `${number(of('residentKib'))} KB`,
        `${number(of('baseResidentKib') / 1024, 0)} MB`,
        `${number(of('idleShare') * 100, 1)} %`,
        server === 'ours' ? inWords(judged) : '',
      ];
    }),
  );
  const head = ['idle', 'server', 'live heap for each', 'resident for each', 'resident without', 'CPU', 'goals'];
  return table(head, rows);
}

function judgedRelay(cell, runs, servers) {
  const of = (server, measure) => median(runs[server] ?? [], measure);
  const { goals, rate } = RELAY_CELLS.find(({ name }) => name === cell);
  const cost = Object.entries(goals).flatMap(([server, goal]) =>
    judge(`≤ ${number(goal)} of ${server}`, of('ours', 'serverMicrosPerMessage') / of(server, 'serverMicrosPerMessage'), goal),
  );
  const best = Math.min(...servers.filter((server) => server !== 'ours').map((server) => of(server, 'p99Micros')));
  const delay = rate > 0 ? judge('p99 no worse than any', of('ours', 'p99Micros'), best) : [];
  return inWords([...cost, ...delay]);
}

function relay(cells, servers) {
  const others = servers.filter((server) => server !== 'ours');
  const titleOf = (cell) => RELAY_CELLS.find(({ name }) => name === cell).title;
  const comparison = cells.map(({ name, runs }) => {
    const of = (server) => median(runs[server], 'serverMicrosPerMessage');
    const costs = servers.map((server) => `${number(of(server), 1)} µs`);
    const ratios = others.map((server) => number(of('ours') / of(server)));
    return [titleOf(name), ...costs, ...ratios, judgedRelay(name, runs, servers)];
  });
  const details = cells.flatMap(({ name, runs }) =>
    servers.map((server) => {
      const of = (measure) => median(runs[server], measure);
      return [
        titleOf(name),
        server,
        number(of('perSecond'), 0),
        number(of('messageBytes'), 0),
        `${number(of('p50Micros'), 0)} / ${number(of('p99Micros'), 0)} µs`,
        percent(of('serverShare')),
        generatorShare(of('generatorShare'), of('serverShare')),
      ];
    }),
  );
  const ratioHead = others.map((server) => `ours / ${server}`);
  return [
    table(['CPU for each message', ...servers, ...ratioHead, 'goals'], comparison),
    table(['load', 'server', 'messages/s', 'bytes', 'p50 / p99', 'server busy', 'generator busy'], details),
  ].join('\n\n');
}

function storm(cells, servers) {
  const rows = cells.flatMap(({ name, runs }) =>
    servers.map((server) => {
      const all = runs[server];
      const of = (stage, measure) => median(all.map((numbers) => numbers[stage]), measure);
      const lost = median(all, 'lostMessages');
      const judged = [
        ...judge(`cold < ${STORM_GOAL_SECONDS} s`, of('first', 'seconds'), STORM_GOAL_SECONDS),
        ...judge(`back < ${STORM_GOAL_SECONDS} s`, of('again', 'seconds'), STORM_GOAL_SECONDS),
        ...judge('nothing lost', lost + median(all, 'twice') + Number(name) - of('again', 'recovered'), 0),
      ];
      return [
        server,
        `${number(of('first', 'seconds'), 1)} s`,
        `${number(of('first', 'serverMillisPerConnection'))} ms`,
        `${number(of('again', 'seconds'), 1)} s`,
        `${number(of('again', 'serverMillisPerConnection'))} ms`,
        percent(of('again', 'resumedHandshakes')),
        percent(of('again', 'recovered') / Number(name)),
        `${number(lost, 0)} of ${number(median(all, 'messages'), 0)}`,
        server === 'ours' ? inWords(judged) : '',
      ];
    }),
  );
  const [{ name }] = cells;
  return table(
    [
      `${Number(name).toLocaleString('en')} over TLS`,
      'come to a server just started',
      'CPU for each',
      'cut off at once, back after',
      'CPU for each',
      'handshakes resumed',
      'sessions resumed',
      'messages lost',
      'goals',
    ],
    rows,
  );
}

function setup(cells, servers) {
  const rows = cells.flatMap(({ runs }) =>
    servers.map((server) => {
      const of = (measure) => median(runs[server], measure);
      const both = (measure) => `${number(of(`${measure}Millis`), 0)} / ${number(of(`${measure}SlowestMillis`), 0)} ms`;
      return [server, number(of('calls'), 0), both('connected'), both('audio')];
    }),
  );
  return table(['call set-up', 'calls', 'connected, median / slowest', 'both hear, median / slowest'], rows);
}

const PARTS_IN_WORDS = { idle, relay, storm, setup };

/** @param {object} measured as in bench-signaling.json @param {string[]} servers @returns {string} Markdown */
export function markdown({ machine, how, failures, parts }, servers) {
  const [where, versions, ...busy] = machineInWords(machine, machine.others);
  const described = [
    where,
    versions,
    `Medians; rounds: ${how.rounds}; measured for ${how.seconds} s after ${how.warmUp} s; idle for ${how.idleSeconds} s.`,
    ...busy,
    ...(how.ours.length > 0 ? [`Options of ./run: \`${how.ours.join(' ')}\`.`] : []),
    ...(failures.length > 0 ? [`**${failures.length} runs failed** and are left out.`] : []),
  ].join('\n');
  const tables = Object.entries(parts).map(([part, cells]) => PARTS_IN_WORDS[part](cells, servers));
  return [described, ...tables].join('\n\n');
}
