/**
 * The checksum of a checkpoint: the same text gives the same digits on any machine.
 *
 * Guards against rot and torn copies, not against forgery. Never a hash of our own making: SHA-256 (FIPS 180-4),
 * of which 128 bits are kept.
 */
import { hash } from 'node:crypto';

/** 32 hex digits: with 2^128 values, a damaged text passes once in far more reads than any card survives. */
const DIGITS = 32;

/** The checksum of `text` (taken as UTF-8): 32 lower-case hex digits. */
export function checksum(text: string): string {
  return hash('sha256', text, 'hex').slice(0, DIGITS);
}
