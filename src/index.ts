export { type CacheGauges, recordCache, setCacheStats } from './instrument/cache.ts'
export * from './library/index.ts'
