import type { ServerResponse } from 'node:http'
import { exchangeOf } from './observe.ts'

/** What is used of Express's requests, 4 and 5. */
interface ExpressRequest {
  readonly app?: { readonly request: object }
  readonly res?: ServerResponse
  readonly baseUrl: string
  readonly params?: Readonly<Record<string, unknown>>
  [routeKey]?: Route | undefined
}

interface Route {
  readonly path: unknown
}

const routeKey: unique symbol = Symbol('api-metrics.route')
const watched = new WeakSet<object>()

/**
 * Makes the requests of this app say which route they meet. A router sets `request.route` while `baseUrl` is
 * right; at the response's end it may have been put back, as it is after an error.
 */
export function watchRoutes(request: object): void {
  const prototype = (request as ExpressRequest).app?.request
  if (prototype === undefined || watched.has(prototype)) return
  watched.add(prototype)
  Object.defineProperty(prototype, 'route', {
    configurable: true,
    enumerable: true,
    get(this: ExpressRequest) {
      return this[routeKey]
    },
    set(this: ExpressRequest, route: Route | undefined) {
      // The router sets it, then the route itself; by then `params` are no longer those of the mount.
      const repeated = this[routeKey] === route
      this[routeKey] = route
      if (!repeated && route !== undefined && this.res !== undefined) note(this, this.res, route)
    },
  })
}

function note(request: ExpressRequest, response: ServerResponse, route: Route): void {
  const exchange = exchangeOf(response)
  const path = pathText(route.path)
  if (exchange === undefined || path === null) return
  const base = mountTemplate(request)
  exchange.route = base === '' ? path : path === '/' ? base : base + path
}

/** A route may be declared with one path, several, or patterns. */
function pathText(path: unknown): string | null {
  if (typeof path === 'string') return path
  if (path instanceof RegExp) return path.source
  return Array.isArray(path) ? path.map(pathText).join('|') : null
}

/**
 * `/users/42` of a router mounted at `/users/:id`. While the route is set, `params` are still those of the mount.
 */
function mountTemplate({ baseUrl, params }: ExpressRequest): string {
  if (params === undefined || baseUrl === '') return baseUrl
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]))
  if (names.size === 0) return baseUrl
  return baseUrl
    .split('/')
    .map(segment => {
      const name = names.get(decoded(segment))
      return name === undefined ? segment : `:${name}`
    })
    .join('/')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
