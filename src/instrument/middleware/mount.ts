/** A router's place in the path of a request, as `app.use('/users/:id', router)` made it. */
export interface Mount {
  /** What stands before the router's own paths: `/users/42`. */
  readonly url: string
  /** As the mount left them: a router of its own inside sees others. */
  readonly params: Readonly<Record<string, unknown>> | undefined
  /** The mount that this one is in. */
  readonly outer: Mount | null
}

/** The mount that a router means by setting `baseUrl`: it goes into one, and comes back to where it was. */
export function enter(url: string, params: Mount['params'], from: Mount | null): Mount | null {
  let outer = from
  while (outer !== null && !isWithin(url, outer.url)) outer = outer.outer
  return url === '' || url === outer?.url ? outer : { url, params, outer }
}

function isWithin(url: string, base: string): boolean {
  return url.startsWith(base) && (url.length === base.length || url[base.length] === '/')
}

/** `/users/:id` of `/users/42`. */
export function mountTemplate({ url, params = {}, outer }: Mount): string {
  const base = outer === null ? '' : mountTemplate(outer)
  const segments = url.slice(outer?.url.length ?? 0).split('/')
  // Parameters mostly follow the words that name them, so what could be both is the later one: `/users/:name`.
  for (const [name, value] of Object.entries(params).reverse()) {
    // Routers with `mergeParams` have those of their mounts, too.
    if (outer?.params?.[name] === value) continue
    const at = segments.findLastIndex(segment => segment !== '' && decoded(segment) === value)
    if (at >= 0) segments[at] = `:${name}`
  }
  return base + segments.join('/')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
