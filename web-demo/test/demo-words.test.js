import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userOf } from '../demo/identity.js';
import { speech } from '../demo/meter.js';
import { initials, nameOf } from '../demo/people.js';
import { clock, endWords, errorWords, holdWords, stateWords } from '../demo/words.js';
import { DialtoneError } from '../sdk/errors.js';

test('a name becomes a user that a ticket takes', () => {
  assert.equal(userOf('Åsa Öberg-Núñez'), 'asa-oberg-nunez');
  assert.equal(userOf('  Quiet   Otter! '), 'quiet-otter');
  assert.match(userOf('x'.repeat(200)), /^[a-z0-9._-]{1,64}$/);
  assert.match(userOf('李伟'), /^person-[a-z0-9]+$/);
  assert.equal(userOf('!?'), '');
});

test('a user cut short ends with no hyphen', () => {
  assert.equal(userOf(`${'x'.repeat(63)} y`), 'x'.repeat(63));
});

test('initials are the first letters of the first and the last word', () => {
  assert.equal(initials('Clara Maria Winter'), 'CW');
  assert.equal(initials('guest-84a2'), 'G8');
  assert.equal(initials('李伟'), '李');
  assert.equal(initials(''), '');
});

test('who has no name is called by the user', () => {
  assert.equal(nameOf({ address: 'user:bob' }), 'bob');
  assert.equal(nameOf({ address: 'user:bob', name: 'Bob' }), 'Bob');
  assert.equal(nameOf({ address: 'tel:+15551234567' }), '+15551234567');
});

test('times are told as clocks do', () => {
  assert.deepEqual([0, 7_900, 754_000, 3_723_000, -5].map(clock), ['0:00', '0:07', '12:34', '1:02:03', '0:00']);
});

const REASONS = [
  'hangup', 'declined', 'busy', 'no-answer', 'cancelled', 'answered-elsewhere', 'signaling-lost', 'media-failed',
  'server-drain', 'not-found', 'forbidden', 'unreachable', 'time-limit', 'failed',
];

for (const reason of REASONS) {
  test(`an end by "${reason}" has words of its own for both sides`, () => {
    for (const byMe of [true, false]) {
      const { title, text } = endWords(reason, { who: 'Bob', byMe, message: '' });
      assert.ok(title.length > 0 && text.length > 0);
      assert.ok(!text.includes('The call is over.'), text);
    }
  });
}

test('both sides are told who hung up', () => {
  assert.equal(endWords('hangup', { who: 'Bob', byMe: false }).text, 'Bob hung up.');
  assert.equal(endWords('hangup', { who: 'Bob', byMe: true }).text, 'You hung up.');
});

test('a room says how many are there', () => {
  assert.equal(stateWords('joined', { isRoom: true, others: 2, who: 'standup' }), '3 people');
  assert.equal(stateWords('joined', { isRoom: true, others: 0, who: 'standup' }), 'Nobody else is here yet');
});

test('an error keeps its own words and gets a remedy where there is more to say', () => {
  const words = errorWords(new DialtoneError('room/full', 'The room standup is full.'));
  assert.equal(words.what, 'The room standup is full.');
  assert.match(words.todo ?? '', /another room/);
  assert.deepEqual(errorWords(new Error('odd')), { what: 'odd', code: '' });
});

test('a short silence between words does not end speaking', () => {
  /** @type {boolean[]} */
  const told = [];
  const level = speech((speaking) => told.push(speaking));

  [0, 0.6, 0.1, 0.1, 0.7, 0.05].forEach(level);
  assert.deepEqual(told, [true]);

  Array.from({ length: 10 }, () => 0).forEach(level);
  assert.deepEqual(told, [true, false]);
});

test('a call on hold says who holds it', () => {
  assert.equal(holdWords({ isHeld: true, isHeldByPeer: true }, 'Bob'), 'On hold');
  assert.equal(holdWords({ isHeld: false, isHeldByPeer: true }, 'Bob'), 'Bob has put you on hold');
  assert.equal(holdWords({ isHeld: false, isHeldByPeer: false }, 'Bob'), '');
});
