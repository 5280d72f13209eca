import * as zlib from 'node:zlib'

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** Node has one from 20.15 and 22.2 on: 1 GB/s, while the one below takes 6 ms for a megabyte. */
const native = (zlib as { crc32?: (bytes: Uint8Array, from?: number) => number }).crc32

/** CRC-32 as in gzip and PNG (polynomial 0xEDB88320), 0 … 2^32 − 1. `from`: that of the bytes before. */
export function crc32(bytes: Uint8Array, from = 0): number {
  return native === undefined ? plainCrc32(bytes, from) : native(bytes, from)
}

/** The same in plain JavaScript. */
export function plainCrc32(bytes: Uint8Array, from = 0): number {
  let value = ~from
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ table[(value ^ bytes[i]!) & 255]!
  return ~value >>> 0
}

const encoder = new TextEncoder()

/** CRC-32 of values, told apart from each other and by their kind. */
export function crc32Of(values: readonly (string | number | null | undefined)[]): number {
  return crc32(encoder.encode(JSON.stringify(values)))
}
