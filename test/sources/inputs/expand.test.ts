import { linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expandInputs, watchInputs } from '../../../src/sources/index.ts'
import { expandBraces, glob, matches } from '../../../src/sources/inputs/glob.ts'
import { temporaryFolder } from '../support.ts'

function folderWith(...names: string[]): string {
  const folder = temporaryFolder()
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), name)
  }
  return folder
}

describe('a pattern', () => {
  it.each([
    ['*', 'access.log', true],
    ['*', '.hidden', false],
    ['.*', '.hidden', true],
    ['*.log', 'access.log', true],
    ['*.log', 'access.log.1', false],
    ['access.log*', 'access.log', true],
    ['a*b*c', 'axxbyybzzc', true],
    ['a*b*c', 'axxbyybzz', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['log.[0-9]', 'log.7', true],
    ['log.[0-9]', 'log.x', false],
    ['log.[!0-9]', 'log.x', true],
    ['log.[abc-]', 'log.-', true],
    ['log.[', 'log.[', true],
    ['', '', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected)
  })

  it('that is hostile takes no time', () => {
    const began = performance.now()
    expect(matches('*a'.repeat(1000), `${'a'.repeat(5000)}b`)).toBe(false)
    expect(expandBraces('{a,b}'.repeat(40)).length).toBeLessThanOrEqual(1001)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('may have braces and any depth', () => {
    const folder = folderWith('a/x.log', 'b/x.log', 'c/x.log', 'a/deep/er/x.log', 'a/.hid/x.log')
    const found = (pattern: string): string[] =>
      glob(`${folder}/${pattern}`).map(path => path.slice(folder.length + 1))
    expect(found('{a,c}/x.log')).toEqual(['a/x.log', 'c/x.log'])
    expect(found('**/x.log')).toEqual(['a/deep/er/x.log', 'a/x.log', 'b/x.log', 'c/x.log'])
    expect(found('a/**')).toEqual([])
    expect(found('*/x.log')).toEqual(['a/x.log', 'b/x.log', 'c/x.log'])
    expect(found('nowhere/*.log')).toEqual([])
    expect(found('a/../b/*.log')).toEqual(['a/../b/x.log'])
  })
})

describe('the arguments', () => {
  it('name each file once, in order, whether it exists or not', () => {
    const folder = folderWith('a.log', 'b.log', 'c.txt', 'd/e.log')
    const at = (name: string): string => join(folder, name)
    symlinkSync('a.log', at('link.log'))
    linkSync(at('b.log'), at('hard.log'))
    const { inputs, globs, unmatched } = expandInputs([
      at('missing.log'),
      at('b.log'),
      '-',
      at('*.log'),
      at('a.log'),
      '-',
      at('*.none'),
    ])
    expect(inputs.map(({ path }) => path)).toEqual([at('missing.log'), at('b.log'), '-', at('a.log')])
    expect(globs).toEqual([at('*.log'), at('*.none')])
    expect(unmatched).toEqual([at('*.none')])
  })

  it('an existing path beats a pattern of the same spelling', () => {
    const folder = folderWith('log[1]', 'log1')
    const { inputs, globs } = expandInputs([join(folder, 'log[1]')])
    expect(inputs).toEqual([{ kind: 'file', path: join(folder, 'log[1]') }])
    expect(globs).toEqual([])
  })
})

describe('new files', () => {
  it('are found once; rotated ones and archives are left alone', async () => {
    const folder = folderWith('a.log')
    const at = (name: string): string => join(folder, name)
    const closing = new AbortController()
    const found: string[] = []
    renameSync(at('a.log'), at('a.log.1'))
    for (const name of ['a.log', 'a.log-20240501', 'a.log.2.gz', 'b.log', 'dir/x']) {
      mkdirSync(join(at(name), '..'), { recursive: true })
      writeFileSync(at(name), '')
    }
    for await (const path of watchInputs([at('*')], [at('a.log')], closing.signal, 0.02)) {
      found.push(path)
      if (found.length === 1) writeFileSync(at('c.log'), '')
      if (found.length === 2) closing.abort()
    }
    expect(found).toEqual([at('b.log'), at('c.log')])
  })
})
