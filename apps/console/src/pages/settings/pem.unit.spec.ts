import { describe, expect, it } from '@jest/globals';
import { pemOf } from './pem.ts';

describe('a certificate file', () => {
  it('is taken as it is when it is text', () => {
    const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    expect(pemOf(new TextEncoder().encode(`${text}\n`))).toBe(text);
  });

  it('is turned into text when it is binary, in lines of 64 characters', () => {
    const bytes = new Uint8Array(100).fill(1);
    bytes[0] = 0x30;
    const lines = pemOf(bytes).split('\n');
    expect(lines[0]).toBe('-----BEGIN CERTIFICATE-----');
    expect(lines[1]).toHaveLength(64);
    expect(Uint8Array.from(atob(lines.slice(1, -1).join('')), (character) => character.charCodeAt(0))).toEqual(bytes);
  });
});
