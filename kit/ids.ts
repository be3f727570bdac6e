import { hash, randomBytes } from 'node:crypto'

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A short id people can read to each other: no 0/O, 1/I. Four characters, for error numbers. */
export function errorNumber(): string {
  return [...randomBytes(4)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

/** `bytes` of randomness in URL-safe text, for tokens and link secrets. */
export function secret(bytes = 24): string {
  return randomBytes(bytes).toString('base64url')
}

/** Lower-case hex SHA-256. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data)
}
