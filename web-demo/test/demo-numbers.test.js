import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressOfNumber, isPhone } from '../demo/numbers.js';

describe('a number as somebody types or pastes it', () => {
  for (const [typed, address] of [
    ['600', 'tel:600'],
    ['+49 30 / 123-456', 'tel:+4930123456'],
    ['+1 (555) 123.4567', 'tel:+15551234567'],
    ['tel:+49301234', 'tel:+49301234'],
    [' *21*600# ', 'tel:*21*600#'],
    ['030–123', 'tel:030123'],
  ]) {
    it(`${typed} is ${address}`, () => assert.equal(addressOfNumber(typed), address));
  }

  for (const typed of ['', '+', '***', 'quiet-otter', '12a', '49+30', 'user:bob']) {
    it(`"${typed}" is none`, () => assert.equal(addressOfNumber(typed), null));
  }

  it('is a phone’s, and a user’s address is not', () => {
    assert.equal(isPhone('tel:600'), true);
    assert.equal(isPhone('user:bob'), false);
  });
});
