import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../src/model/index.ts'
import { believable } from './believable.mjs'
import { Harness, type HarnessOptions, now, open } from './harness.ts'

let harness: Harness

async function start(options: HarnessOptions = {}): Promise<Harness> {
  harness = await open(options)
  return harness
}

afterEach(() => {
  harness.dashboard.close()
})

const esc = '\x1b'
const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const

describe('the screen', () => {
  it.each(sizes)('lists at %i × %i who answered, and where it was read', async (columns, rows) => {
    await start({ columns, rows })
    await harness.press('b')
    expect(harness.text()).toMatch(/Groups[\s\S]*Sources[\s\S]*req\/s\s+share\s+errors[\s\S]*access\.log/)
    await harness.press('b')
    expect(harness.text()).toContain('Endpoints')
  })

  it.each(sizes)('shows at %i × %i every panel a newcomer looks for', async (columns, rows) => {
    const { terminal } = await start({ columns, rows })
    const text = harness.text()
    for (const word of [
      'LIVE',
      'access.log',
      'web-3',
      'req/s',
      'last event',
      '3 rejected',
      '12 late',
      '[5m]',
      'UTC',
      'Health',
      '4 of 4 inputs',
      'Response time',
      'Throughput',
      'Error rate',
      'Status',
      'CPU',
      'Mem',
      'Disk',
      'Cache',
      'Endpoints',
      '(other)',
      '−10',
      'p95',
      'now',
      '? help',
    ]) {
      expect(text, word).toContain(word)
    }
    expect(text).toContain('9.1 % of GET')
    expect(terminal.buffer.active.type).toBe('alternate')
    expect(harness.lines().every(line => line.length <= columns)).toBe(true)
  })

  it('can fail: a screen without a panel is told from one with it', async () => {
    await start()
    expect(() => harness.find('Heatmap of the moon')).toThrow('not on the screen')
    expect(harness.find('Health').y).toBeGreaterThan(0)
  })

  it('has two lines where there is no room: health, rate, errors, p95', async () => {
    await start({ columns: 40, rows: 10 })
    const lines = harness.lines().filter(line => line !== '')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/health 85 {2}good/)
    expect(lines[1]).toMatch(/req\/s {2}err [\d.]+ % {2}p95 255 ms/)
  })

  it('says how to feed it when nothing has arrived, and d starts the demo', async () => {
    await start({ observation: () => believable({ empty: true, end: now }) })
    expect(harness.text()).toContain('Nothing has arrived yet')
    expect(harness.text()).toContain('/tmp/api-metrics.sock')
    await harness.press('d')
    expect(harness.effects).toContainEqual({ type: 'startDemo' })
  })

  it('draws no data as a gap or a dash, never as zero', async () => {
    await start({
      columns: 120,
      rows: 40,
      observation: () => believable({ end: now, cache: false, system: false }),
    })
    const { y } = harness.find('CPU    ')
    expect(harness.lines()[y]).toMatch(/CPU +·+ +–/)
    expect(harness.text()).toContain('n/a')
    expect(harness.text()).toContain('2 of 4 inputs')
    expect(harness.text()).not.toContain('0 %  ')
  })

  it('says when the input has ended', async () => {
    await start({
      observation: () => {
        const { snapshot, insight } = believable({ end: now })
        const sources = snapshot.sources.map(source => ({ ...source, state: 'ended' as const }))
        return { snapshot: { ...snapshot, sources }, insight }
      },
    })
    expect(harness.text()).toContain('INPUT ENDED')
  })

  it('survives a storm of sizes, down to nothing', async () => {
    await start()
    for (const [columns, rows] of [
      [0, 0],
      [1, 1],
      [2, 50],
      [300, 2],
      [59, 15],
      [60, 14],
      [60, 15],
      [160, 50],
      [400, 200],
      [1, 200],
    ]) {
      harness.output.columns = columns!
      harness.output.rows = rows!
      harness.output.emit('resize')
    }
    await harness.settle()
    for (const [columns, rows] of [...sizes, [0, 0], [1, 1], [40, 10], [80, 24]] as const) {
      await harness.resize(columns, rows)
    }
    expect(harness.text()).toContain('Response time')
    expect(harness.text()).toContain('? help')
  })
})

describe('what is written', () => {
  it('is nothing when nothing changed', async () => {
    await start({ columns: 200, rows: 60 })
    harness.forget()
    await harness.refresh()
    expect(harness.bytes()).toBe(0)
  })

  it('is only the panel that changed', async () => {
    await start({ columns: 120, rows: 40 })
    const first = believable({ end: now })
    const { health } = first.insight
    harness.observation = () => ({
      ...first,
      insight: { ...first.insight, health: { ...health, score: 84 } },
    })
    harness.forget()
    await harness.refresh()
    expect(harness.text()).toContain('84 good')
    expect(harness.bytes()).toBeGreaterThan(0)
    expect(harness.bytes()).toBeLessThan(60)
  })

  it('leaves the terminal as it was', async () => {
    await start()
    expect(harness.input.isRaw).toBe(true)
    await harness.press('m')
    harness.dashboard.close()
    harness.dashboard.close()
    await harness.settle()
    expect(harness.terminal.buffer.active.type).toBe('normal')
    expect(harness.input.isRaw).toBe(false)
    expect(harness.terminal.modes.mouseTrackingMode).toBe('none')
    const set = new Map<string, string>()
    for (const [, mode, on] of harness.stream().matchAll(/\x1b\[\?(\d+)([hl])/g)) set.set(mode!, on!)
    expect(Object.fromEntries(set)).toMatchObject({ 1: 'l', 25: 'h', 1049: 'l', 1000: 'l', 1006: 'l' })
    const resets = [...harness.stream().matchAll(/\x1b\[([\d;]*)m/g)]
    expect(resets.at(-1)![1]).toBe('')
    await harness.dashboard.done
  })

  it('suspends to the normal screen and comes back whole', async () => {
    await start()
    const before = harness.text()
    harness.dashboard.suspend()
    await harness.settle()
    expect(harness.terminal.buffer.active.type).toBe('normal')
    expect(harness.input.isRaw).toBe(false)
    harness.forget()
    await harness.refresh()
    expect(harness.bytes()).toBe(0)
    harness.dashboard.resume()
    await harness.settle()
    expect(harness.terminal.buffer.active.type).toBe('alternate')
    expect(harness.input.isRaw).toBe(true)
    expect(harness.text()).toBe(before)
  })

  it('a terminal that goes away ends it once, and quietly', async () => {
    await start()
    harness.input.emit('error', Object.assign(new Error('gone'), { code: 'EIO' }))
    harness.output.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }))
    harness.input.emit('close')
    await harness.dashboard.done
    expect(harness.effects).toEqual([{ type: 'quit' }])
  })

  it('draws no frame while the terminal has not taken the last one', async () => {
    await start()
    let busy = true
    Object.defineProperty(harness.output, 'writableNeedDrain', { get: () => busy })
    harness.forget()
    await harness.press('j', 'j', 'j')
    expect(harness.bytes()).toBe(0)
    busy = false
    harness.output.emit('drain')
    await harness.settle()
    expect(harness.bytes()).toBeGreaterThan(0)
    const { y } = harness.find('/api/v2/search')
    expect(harness.cell(0, y).background).not.toBe(-1)
  })

  it('a fault of ours gives the terminal back before it is told', async () => {
    const fault = new Error('a bug')
    harness = new Harness({ host: { observe: () => Promise.reject(fault) } })
    await expect(harness.dashboard.done).rejects.toBe(fault)
    await harness.settle()
    expect(harness.terminal.buffer.active.type).toBe('normal')
  })

  it('does not touch the listeners of the process', async () => {
    const names = ['exit', 'uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGCONT', 'SIGTSTP'] as const
    const counts = (): number[] => names.map(name => process.listenerCount(name))
    const before = counts()
    await start()
    expect(counts()).toEqual(before)
    harness.dashboard.close()
    expect(counts()).toEqual(before)
  })
})

describe('keys', () => {
  it('q ends it, and the host is told', async () => {
    await start()
    await harness.press('q')
    await harness.dashboard.done
    expect(harness.effects).toEqual([{ type: 'quit' }])
    expect(harness.terminal.buffer.active.type).toBe('normal')
  })

  it('Ctrl-C ends it from anywhere', async () => {
    await start()
    await harness.press('/', 'a', '\x03')
    await harness.dashboard.done
    expect(harness.effects).toEqual([{ type: 'quit' }])
  })

  it('Ctrl-Z asks the host to suspend', async () => {
    await start()
    await harness.press('\x1a')
    expect(harness.effects).toEqual([{ type: 'suspend' }])
  })

  it('Enter, arrows and Esc drill into an endpoint and back', async () => {
    await start({ columns: 120, rows: 40 })
    await harness.press(`${esc}[B`, `${esc}[B`, '\r')
    const text = harness.text()
    expect(text).toContain('GET /api/v1/checkout/:id/items')
    for (const word of ['p99.9', 'Response times', 'Status', 'upstream timed out', 'Slowest requests']) {
      expect(text).toContain(word)
    }
    await harness.press(esc)
    expect(harness.text()).toContain('Recommendations')
  })

  it('[ and ] change the window and ask at once', async () => {
    await start()
    await harness.press(']')
    expect(harness.requests.at(-1)!.windowSeconds).toBe(900)
    expect(harness.text()).toContain('[15m]')
    await harness.press('[', '[')
    expect(harness.requests.at(-1)!.windowSeconds).toBe(60)
  })

  it('a filter is asked for, shown, and an error stands under the prompt', async () => {
    const good = (request: { filter: string | null }): boolean =>
      request.filter === null || request.filter === 'status >= 500'
    await start({
      observation: request => {
        if (!good(request)) {
          throw new AppError('unknown field', { place: 'colour', hint: 'did you mean status?' })
        }
        return believable({ end: now, filter: request.filter })
      },
    })
    await harness.press('/', 'c', 'o', '\r')
    expect(harness.text()).toContain('unknown field: colour')
    expect(harness.text()).toContain('did you mean status?')
    await harness.press('\x15', ...'status >= 500', '\r')
    expect(harness.text()).not.toContain('unknown field')
    expect(harness.lines()[0]).toContain('filter status >= 500')
    await harness.refresh()
    expect(harness.requests.at(-1)!.filter).toBe('status >= 500')
  })

  it('completes in the prompt', async () => {
    await start({
      host: {
        complete: (text, cursor) => ({
          from: 0,
          to: cursor,
          options: ['status', 'source'].filter(it => it.startsWith(text)),
        }),
      },
    })
    await harness.press('/', 's', 't')
    expect(harness.text()).toContain('status')
    await harness.press('\t')
    expect(harness.find('/status').y).toBeGreaterThan(10)
  })

  it('pauses the picture and counts what came meanwhile', async () => {
    await start()
    await harness.press(' ')
    const frozen = believable({ end: now })
    const grown = believable({ end: now + 5, seed: 2 })
    const ingest = { ...grown.snapshot.ingest, requests: frozen.snapshot.ingest.requests + 1234 }
    harness.observation = () => ({ ...grown, snapshot: { ...grown.snapshot, ingest } })
    const before = harness.lines().slice(2)
    await harness.refresh()
    expect(harness.text()).toContain('PAUSED +1.23k')
    expect(harness.lines().slice(2)).toEqual(before)
    await harness.press(' ')
    expect(harness.text()).toContain('LIVE')
    expect(harness.requests.at(-1)!.end).toBeNull()
  })

  it('moves back in time and returns', async () => {
    await start()
    await harness.press('<')
    expect(harness.requests.at(-1)!.end).toBe(now - 75)
    expect(harness.text()).toMatch(/HISTORY \d\d:\d\d/)
    await harness.press('L')
    expect(harness.requests.at(-1)!.end).toBeNull()
    expect(harness.text()).toContain('LIVE')
  })

  it('points at a spike and says who made it', async () => {
    await start()
    await harness.press('e', 'w')
    expect(harness.text()).toContain('Who made the spike')
    expect(harness.text()).toContain('POST /checkout')
    expect(harness.text()).toContain('82.0 %')
  })

  it('opens a recommendation with evidence and next step', async () => {
    await start({ columns: 120, rows: 40 })
    await harness.press('9', '\r')
    const text = harness.text()
    for (const word of ['Many errors', 'Evidence', 'What to do', 'Since', '9.10 %'])
      expect(text).toContain(word)
  })

  it('opens a panel that this size has no room for', async () => {
    await start()
    expect(harness.text()).not.toContain('Recent requests')
    await harness.press('0')
    expect(harness.text()).toContain('Recent requests')
    await harness.press('h')
    expect(harness.text()).toContain('Latency heatmap')
    await harness.press(esc)
    expect(harness.text()).toContain('Health')
  })

  it('help lists every key of the top level', async () => {
    await start({ columns: 120, rows: 40 })
    await harness.press('?')
    for (const word of [
      'Enter',
      '/',
      'e E',
      '[ ]',
      '< >',
      'L End',
      'Space p',
      'Tab',
      '1 – 9',
      'y',
      'S',
      'm',
      'q Esc',
    ]) {
      expect(harness.text()).toContain(word)
    }
    await harness.press(esc)
    expect(harness.text()).not.toContain('this page')
  })

  it('copies the selected row through the terminal', async () => {
    await start()
    await harness.press('y')
    const copied = /\x1b\]52;c;([^\x07]+)\x07/.exec(harness.stream())
    expect(Buffer.from(copied![1]!, 'base64').toString()).toContain('GET /api/v1/users  requests')
  })

  it('saves the screen as text and as a picture', async () => {
    await start({ columns: 120, rows: 40 })
    await harness.press('S')
    const saved = harness.effects.find(effect => effect.type === 'save')!
    expect(saved.text.split('\n').slice(2, 40)).toEqual(harness.lines().slice(2, 40))
    expect(saved.svg).toContain('<svg')
    expect(saved.svg).not.toMatch(/[\u2800-\u28ff]/)
    expect(saved.svg).toContain('Response time')
  })
})

describe('looks', () => {
  it.each([0, 16, 256] as const)('with %i colours uses no more than that', async colors => {
    await start({ columns: 120, rows: 40, colors })
    const parameters = [...harness.stream().matchAll(/\x1b\[([\d;]+)m/g)].map(match => match[1]!)
    const extended = parameters.some(value => /[34]8;5;/.test(value))
    const named = parameters.some(value =>
      /(^|;)(3|4|9|10)[0-7](;|$)/.test(value.replace(/[34]8;5;\d+/g, '')),
    )
    expect({ extended, named }).toEqual({ extended: colors === 256, named: colors === 16 })
    expect(harness.text()).toContain('Response time')
  })

  it('in ASCII writes nothing else', async () => {
    await start({ columns: 200, rows: 60, ascii: true })
    await harness.press('?', esc, '9', '\r', esc, '8', '\r')
    expect(harness.stream()).toMatch(/^[\x00-\x7f]*$/)
  })

  it('an unknown palette is refused with the nearest', async () => {
    await start()
    await expect(open({ palette: 'drak' })).rejects.toThrow('unknown palette')
  })
})

describe('the mouse', () => {
  const click = (x: number, y: number): string => `\x1b[<0;${x + 1};${y + 1}M`

  it('is off at the start, selects rows and panels when it is on', async () => {
    await start({ columns: 120, rows: 40 })
    expect(harness.terminal.modes.mouseTrackingMode).toBe('none')
    await harness.press('m')
    expect(harness.terminal.modes.mouseTrackingMode).toBe('vt200')
    const { x, y } = harness.find('/api/v1/orders/:id ')
    await harness.press(click(x, y))
    expect(harness.cell(x, y).bold).toBe(true)
    await harness.press('\r')
    expect(harness.lines()[3]).toContain('GET /api/v1/orders/:id')
    await harness.press(esc)
    const health = harness.find('1 Health')
    await harness.press(click(health.x, health.y))
    expect(harness.text()).toContain('▸ 1 Health')
    await harness.press('m')
    expect(harness.terminal.modes.mouseTrackingMode).toBe('none')
  })
})
