/**
 * `app.use(apiMetrics)` would make a middleware for each request, call none, and leave the request without an answer.
 *
 * @throws TypeError
 */
export function refuseCallAsMiddleware(given: readonly unknown[]): void {
  if (given.length === 0) return
  throw new TypeError('apiMetrics makes the middleware and is none itself: write app.use(apiMetrics())')
}
