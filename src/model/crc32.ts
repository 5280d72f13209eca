const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 as in gzip and PNG (polynomial 0xEDB88320), 0 … 2^32 − 1. `from`: that of the bytes before. */
export function crc32(bytes: Uint8Array, from = 0): number {
  let value = ~from
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ table[(value ^ bytes[i]!) & 255]!
  return ~value >>> 0
}

const encoder = new TextEncoder()

/** CRC-32 of values, told apart from each other and by their kind. */
export function crc32Of(values: readonly (string | number | null | undefined)[]): number {
  return crc32(encoder.encode(JSON.stringify(values)))
}
