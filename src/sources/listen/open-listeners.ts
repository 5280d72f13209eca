import { checkAddresses } from './address.ts'
import { type Listener, type ListenOptions, openListener } from './listener.ts'

/** Opens all push sockets or none: what is wrong with one is known before another is bound, or closes the others. */
export async function openListeners(
  urls: readonly string[],
  options: ListenOptions = {},
): Promise<Listener[]> {
  checkAddresses(urls, options.token)
  const attempts = await Promise.allSettled(urls.map(url => openListener(url, options)))
  const opened = attempts.flatMap(attempt => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  const failed = attempts.find(attempt => attempt.status === 'rejected')
  if (failed === undefined) return opened
  await Promise.all(opened.map(listener => listener.close()))
  throw failed.reason
}
