import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Observation } from '../../src/model/index.ts'
import { formatReport } from '../../src/report/index.ts'
import { hostileTexts } from '../report/arbitrary.ts'
import { largeObservation } from '../report/large.ts'
import {
  emptyObservation,
  insight,
  observationOf,
  snapshotOf,
  someTraffic,
  source,
} from '../report/observation.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const phone = { width: 390, height: 844 }
const desktop = { width: 1280, height: 900 }

let browser: Browser
let folder: string

beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(`no browser at ${executablePath}: install chromium or set CHROMIUM`)
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-report-'))
  browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
})

afterAll(async () => {
  await browser?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

interface Opened {
  page: Page
  context: BrowserContext
  complaints: string[]
  requests: string[]
}

async function open(
  observation: Observation,
  options: { viewport?: typeof phone; colorScheme?: 'light' | 'dark'; hasTouch?: boolean } = {},
): Promise<Opened> {
  const file = join(folder, 'report.html')
  writeFileSync(file, formatReport(observation, { format: 'html', utc: true, version: '1.2.3' }))
  const context = await browser.newContext({ viewport: desktop, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('dialog', async dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('request', request => requests.push(request.url()))
  await page.goto(pathToFileURL(file).href)
  return { page, context, complaints, requests }
}

function busy(): Observation {
  const sent = someTraffic()
  const { health } = insight()
  const same = { before: 0.2, after: 0.25 }
  const snapshot = snapshotOf(sent)
  const points = snapshot.series.points.map((point, index) => ({
    ...point,
    cpuPercent: 20 + (index % 50),
    memoryPercent: 60 + (index % 9),
  }))
  return {
    snapshot: {
      ...snapshot,
      filter: 'endpoint ~ "/api/*"',
      partial: 'web-2 did not answer',
      series: { ...snapshot.series, points },
      groups: [{ ...snapshot.requests, value: 'eu' }],
      hosts: [{ name: 'web-1', lastSeen: 1_795_336_800, silent: true }],
      sources: [source({ format: { ...source().format, notes: ['no timestamps: arrival time is used'] } })],
      system: {
        samples: 9,
        host: 'web-1',
        counts: true,
        gauges: {
          cpuPercent: { current: 91, mean: 60, max: 95 },
          memoryPercent: { current: 50, mean: 50, max: 51 },
        },
      },
    },
    insight: insight({
      health: {
        ...health,
        score: 42,
        status: 'poor',
        recommendations: (['critical', 'warning', 'info'] as const).map(severity => ({
          ...health.recommendations[0]!,
          id: 'high-error-rate',
          severity,
          title: 'High error rate',
          message: '5.83 % of requests fail, most of them 503 of GET /static/app.css.',
          action: 'Look at the upstream of GET /static/app.css.',
        })),
      },
      comparison: {
        from: 1,
        to: 2,
        figures: {
          rate: same,
          errorRate: same,
          mean: same,
          p50: same,
          p95: same,
          p99: same,
          cacheHitRate: same,
        },
      },
      changes: [
        { series: 'p95', method: 'GET', endpoint: '/', at: 1_795_336_830, before: 0.12, after: 0.372 },
      ],
      thresholds: [
        { expression: 'p95 > 300ms', passed: false, actual: 1.51 },
        { expression: 'health < 40', passed: true, actual: 42 },
      ],
    }),
  }
}

interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
}

function describeViolation({ id, nodes }: AxeResults['violations'][number]): string[] {
  return nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`)
}

const views = [
  { viewport: phone, colorScheme: 'light' },
  { viewport: phone, colorScheme: 'dark' },
  { viewport: desktop, colorScheme: 'light' },
  { viewport: desktop, colorScheme: 'dark' },
] as const

describe('the HTML report in a browser', () => {
  it.each(views)(
    'is accessible, silent and as wide as the screen: $viewport.width $colorScheme',
    async view => {
      for (const observation of [busy(), emptyObservation()]) {
        const { page, context, complaints, requests } = await open(observation, view)
        const width = await page.evaluate('document.documentElement.scrollWidth')
        expect(width).toBe(view.viewport.width)
        // Into the page by the browser's debugger, which the page's own policy does not concern.
        await page.evaluate(axe)
        const { violations } = await page.evaluate<AxeResults>(
          "axe.run(document, { resultTypes: ['violations'] })",
        )
        expect(violations.flatMap(describeViolation)).toEqual([])
        expect(complaints).toEqual([])
        expect(requests.filter(url => !url.startsWith('file:'))).toEqual([])
        expect(requests.filter(url => url.startsWith('file:'))).toHaveLength(1)
        await context.close()
      }
    },
  )

  it('the check for accessibility would find something', async () => {
    const { page, context } = await open(busy())
    await page.evaluate(axe)
    await page.evaluate("document.querySelector('svg[role=img]').removeAttribute('aria-label')")
    await page.evaluate("document.querySelector('.note').style.color = '#ddd'")
    const { violations } = await page.evaluate<AxeResults>('axe.run(document)')
    expect(violations.map(({ id }) => id).sort()).toEqual(['color-contrast', 'svg-img-alt'])
    await context.close()
  })

  it('sorts by a click on a heading, and back by a second', async () => {
    const { page, context } = await open(observationOf(someTraffic()))
    const column = async (index: number) =>
      page.locator(`#endpoints tbody tr > :nth-child(${index + 1})`).allTextContents()
    const names = ['/static/app.css', '/api/sessions/:id', '/api/orders', '/api/users/:id', '/api/search']
    expect(await column(1)).toEqual(names)
    await page.click('#endpoints th:has-text("p95") button')
    expect(await column(1)).toEqual([
      '/api/search',
      '/api/orders',
      '/api/sessions/:id',
      '/api/users/:id',
      '/static/app.css',
    ])
    expect(await page.getAttribute('#endpoints th:has-text("p95")', 'aria-sort')).toBe('descending')
    await page.click('#endpoints th:has-text("p95") button')
    expect((await column(1))[0]).toBe('/static/app.css')
    await page.click('#endpoints th:has-text("Endpoint") button')
    expect(await column(1)).toEqual([...names].sort())
    await page.click('#endpoints th:has-text("Cache hits") button')
    expect((await column(1))[0]).toBe('/static/app.css')
    await page.click('#endpoints th:has-text("Cache hits") button')
    expect((await column(1))[0]).toBe('/static/app.css')
    await context.close()
  })

  it('says the values under the pointer, a finger and the arrow keys', async () => {
    const { page, context } = await open(observationOf(someTraffic()), { hasTouch: true })
    const figure = page.locator('figure', { hasText: 'Throughput' })
    const cursor = figure.getByRole('slider')
    await cursor.scrollIntoViewIfNeeded()
    const box = (await cursor.boundingBox())!
    const tip = figure.locator('.tip')
    const rest = await tip.textContent()
    await page.mouse.move(box.x + 1, box.y + 20)
    expect(await tip.textContent()).toBe('08:40:00  2/s  4 requests')
    await page.mouse.move(0, 0)
    expect(await tip.textContent()).toBe(rest)
    await page.touchscreen.tap(box.x + box.width - 1, box.y + 20)
    expect(await tip.textContent()).toBe('08:41:58  2/s  4 requests')
    await cursor.focus()
    await page.keyboard.press('ArrowLeft')
    expect(await tip.textContent()).toBe('08:41:56  2/s  4 requests')
    expect(await cursor.getAttribute('aria-valuetext')).toBe('08:41:56  2/s  4 requests')
    await page.keyboard.press('Home')
    expect(await tip.textContent()).toBe('08:40:00  2/s  4 requests')
    await context.close()
  })

  it('makes nothing of hostile text but text', async () => {
    const calm = await open(
      observationOf(
        hostileTexts.map((_, i) => ({
          time: 1_795_336_800 + i,
          endpoint: `/e${i}`,
          path: `/e${i}`,
          duration: 1,
          client: 'c',
          status: 500,
          message: 'm',
        })),
      ),
    )
    const count = "document.querySelectorAll('*').length"
    const expected = await calm.page.evaluate(count)
    await calm.context.close()
    const { page, context, complaints, requests } = await open(
      observationOf(
        hostileTexts.map((text, i) => ({
          time: 1_795_336_800 + i,
          endpoint: text,
          path: text,
          duration: 1,
          client: text,
          status: 500,
          message: text,
        })),
      ),
    )
    expect(await page.evaluate(count)).toBe(expected)
    expect(await page.locator('script').count()).toBe(1)
    expect(await page.locator('img, iframe, object, embed, form, a').count()).toBe(0)
    expect(await page.locator('#endpoints').textContent()).toContain('<script>alert(1)</script>')
    expect(complaints).toEqual([])
    expect(requests).toHaveLength(1)
    await context.close()
  })

  it('shortens a long table until asked, sorts all of it, and prints', async () => {
    const { page, context, complaints } = await open(largeObservation())
    const shown = () => page.locator('#endpoints tbody tr:visible').count()
    expect(await shown()).toBe(50)
    await page.click('#endpoints th:has-text("Endpoint") button')
    expect(await page.locator('#endpoints tbody tr').nth(0).textContent()).toContain('resource-0/')
    await page.click('text=Show all 1,000 rows')
    expect(await shown()).toBe(1000)
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('reads well without its script', async () => {
    const context = await browser.newContext({ viewport: desktop, javaScriptEnabled: false })
    const page = await context.newPage()
    writeFileSync(join(folder, 'plain.html'), formatReport(busy(), { format: 'html', utc: true }))
    await page.goto(pathToFileURL(join(folder, 'plain.html')).href)
    expect(await page.locator('#endpoints tbody tr:visible').count()).toBe(5)
    expect(await page.locator('figure svg[role=img]:visible').count()).toBe(7)
    await context.close()
  })
})
