import type { ServerResponse } from 'node:http'
import { enter, type Mount, mountTemplate } from './mount.ts'
import { exchangeOf } from './observe.ts'

/** What is used of Express's requests, 4 and 5. */
interface ExpressRequest {
  readonly app?: { readonly request: object }
  readonly res?: ServerResponse
  baseUrl: string
  readonly params?: Readonly<Record<string, unknown>>
  [routeKey]?: Route | undefined
  [baseUrlKey]?: string
  /** `undefined`: its routers are not followed yet. */
  [mountKey]?: Mount | null
}

interface Route {
  readonly path: unknown
}

const routeKey: unique symbol = Symbol('api-metrics.route')
const baseUrlKey: unique symbol = Symbol('api-metrics.base-url')
const mountKey: unique symbol = Symbol('api-metrics.mount')
const watched = new WeakSet<object>()

/**
 * A router sets `request.route` while `baseUrl` is right; at the response's end it may have been put back, as it is
 * after an error.
 */
const route = {
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
}

/** A router sets it when `params` are those of the mount that it goes into; the routers in there have others. */
const baseUrl = {
  configurable: true,
  enumerable: true,
  get(this: ExpressRequest) {
    return this[baseUrlKey]
  },
  set(this: ExpressRequest, url: string) {
    this[baseUrlKey] = url
    if (typeof url === 'string') this[mountKey] = enter(url, this.params, this[mountKey] ?? null)
  },
}

/** Makes the requests of this app say which route they meet. */
export function watchRoutes(request: object): void {
  const prototype = (request as ExpressRequest).app?.request
  if (prototype === undefined) return
  if (!watched.has(prototype)) {
    watched.add(prototype)
    Object.defineProperty(prototype, 'route', route)
  }
  if (Object.hasOwn(request, 'baseUrl')) followMounts(request as ExpressRequest)
}

/**
 * The router has given the request a `baseUrl` of its own by now, so it is replaced there. On the app's prototype it
 * would be hidden in Express 4, and in Express 5 cost a sixth of a small request, while here it costs nothing that
 * could be measured.
 */
function followMounts(request: ExpressRequest): void {
  if (request[mountKey] !== undefined) return
  const url = request.baseUrl
  Object.defineProperty(request, 'baseUrl', baseUrl)
  request.baseUrl = url
}

function note(request: ExpressRequest, response: ServerResponse, route: Route): void {
  const exchange = exchangeOf(response)
  const path = pathText(route.path)
  if (exchange === undefined || path === null) return
  const base = baseTemplate(request)
  exchange.route = base === '' ? path : path === '/' ? base : base + path
}

/** A route may be declared with one path, several, or patterns. */
function pathText(path: unknown): string | null {
  if (typeof path === 'string') return path
  if (path instanceof RegExp) return path.source
  return Array.isArray(path) ? path.map(pathText).join('|') : null
}

function baseTemplate({ [mountKey]: mount }: ExpressRequest): string {
  return mount ? mountTemplate(mount) : ''
}
