import { Cache } from '../../model/index.ts'

const hits = new Set(['hit', 'stale', 'updating', 'revalidated', 'refreshhit', 'true', '1', 'yes'])
const misses = new Set(['miss', 'expired', 'false', '0', 'no'])

/**
 * What a cache field says: a bool, a word as servers and CDNs write it, or a word with details behind it.
 * `Cache.unknown` when the value says nothing at all, `Cache.notALookup` for BYPASS, dynamic, pass and the like.
 */
export function parseCache(value: unknown): number {
  if (typeof value === 'boolean') return value ? Cache.hit : Cache.miss
  if (typeof value === 'number') return value === 1 ? Cache.hit : value === 0 ? Cache.miss : Cache.notALookup
  if (typeof value !== 'string') return Cache.unknown
  return words.get(value) ?? classify(value)
}

/** The few spellings a log really uses; bounded, since the text comes from outside. */
const words = new Map<string, number>()

function classify(text: string): number {
  const result = read(text.trim().toLowerCase())
  if (words.size < 256 && text.length <= 40) words.set(text, result)
  return result
}

function read(word: string): number {
  if (hits.has(word)) return Cache.hit
  if (misses.has(word)) return Cache.miss
  if (/^hit[-_ :,;/(]/.test(word) || /[-_]hit$/.test(word)) return Cache.hit
  if (word.startsWith('cache hit') || word.startsWith('conditional cache hit')) return Cache.hit
  if (/^[a-z]+[-_]hit[-_ ]/.test(word) || /; ?hit(;|$)/.test(word)) return Cache.hit
  if (word.startsWith('miss') || word.startsWith('cache miss') || /^[a-z]+[-_]miss$/.test(word))
    return Cache.miss
  if (/^[a-z]+[-_]miss[-_ ]/.test(word) || /; ?fwd=/.test(word)) return Cache.miss
  return Cache.notALookup
}
