import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixture, runCli, startCli } from '../support/cli.ts'

const log = fixture('logs/native.sample.jsonl')
let folder = ''
const at = (name: string) => join(folder, name)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Makes a named pipe with somebody who reads it to its end. */
async function readPipe(path: string): Promise<{ text: Promise<string> }> {
  await new Promise(resolve => spawn('mkfifo', [path]).on('close', resolve))
  const reader = spawn('cat', [path])
  let text = ''
  reader.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  return { text: new Promise(resolve => reader.on('close', () => resolve(text))) }
}

describe('where a report is written', () => {
  it('takes its format from the ending, unless one is named', async () => {
    for (const [name, beginning] of [
      ['r.html', '<!doctype html>'],
      ['r.json', '{\n'],
      ['r.csv', 'method,endpoint,'],
      ['r.md', '# '],
      ['r.txt', log],
      ['r', log],
    ] as const) {
      const { code } = await runCli(['report', '-o', at(name), log])
      expect({ name, code, text: readFileSync(at(name), 'utf8').slice(0, beginning.length) }).toEqual({
        name,
        code: 0,
        text: beginning,
      })
    }
    await runCli(['report', '-o', at('r.csv'), '--format', 'json', log])
    expect(readFileSync(at('r.csv'), 'utf8')).toMatch(/^\{\n/)
  })

  it('writes to stdout for -', async () => {
    const { stdout, code } = await runCli(['report', '-o', '-', log], { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toContain('At a glance')
    expect(readdirSync(folder)).toEqual([])
  })

  it('writes to what is no file, and never puts a file in its place', async () => {
    const pipe = await readPipe(at('pipe'))
    expect((await runCli(['report', '--format', 'json', '-o', at('pipe'), log])).code).toBe(0)
    expect(JSON.parse(await pipe.text).schemaVersion).toBe(1)
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true)

    const ports = await readPipe(at('ports'))
    const listening = ['--listen', 'tcp://127.0.0.1:0', '--port-file', at('ports')]
    const watch = startCli(['watch', '--plain', '--no-store', '--no-system', ...listening])
    expect(await ports.text).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+\n$/)
    expect(lstatSync(at('ports')).isFIFO()).toBe(true)
    watch.kill()
    await once(watch, 'close')
  })

  it('follows links and keeps the mode of the file', async () => {
    writeFileSync(at('real.json'), 'the last one')
    chmodSync(at('real.json'), 0o640)
    symlinkSync('real.json', at('link.json'))
    expect((await runCli(['report', '-o', at('link.json'), log])).code).toBe(0)
    expect(lstatSync(at('link.json')).isSymbolicLink()).toBe(true)
    expect(JSON.parse(readFileSync(at('real.json'), 'utf8')).schemaVersion).toBe(1)
    expect(lstatSync(at('real.json')).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'real.json'])
  })

  it('is not one of the logs, under whatever name', async () => {
    copyFileSync(log, at('access.jsonl'))
    symlinkSync('access.jsonl', at('same.jsonl'))
    for (const [path, ...args] of [
      [at('access.jsonl'), 'report', '-o', at('access.jsonl'), at('access.jsonl')],
      [at('same.jsonl'), 'report', '-o', at('same.jsonl'), at('*.jsonl')],
      [at('same.jsonl'), 'watch', '--plain', '--no-store', '--report', at('same.jsonl'), at('access.jsonl')],
      [at('access.jsonl'), 'collect', '--port-file', at('access.jsonl'), at('access.jsonl')],
    ]) {
      const { stderr, code } = await runCli(args)
      expect({ code, stderr: stderr.split('\n')[0] }).toEqual({
        code: 2,
        stderr: `api-metrics: the output would replace a log that is read: ${path}`,
      })
      expect(readFileSync(at('access.jsonl'))).toEqual(readFileSync(log))
    }
  })

  it('is looked at before anything is read', async () => {
    mkdirSync(at('folder'))
    for (const [path, reason] of [
      [at('folder'), 'is a directory'],
      [at('none/r.json'), 'no such file or directory'],
    ] as const)
      for (const option of [
        ['report', '-o'],
        ['watch', '--plain', '--no-store', '--report'],
      ]) {
        const { stdout, stderr, code } = await runCli([...option, path, at('no-log.jsonl')])
        expect({ stdout, stderr, code }).toEqual({
          stdout: '',
          stderr: `api-metrics: cannot write the output: ${reason}: ${path}\n`,
          code: 1,
        })
      }
    const empty = await runCli(['report', '-o', '', log])
    expect(empty.code).toBe(2)
    expect(empty.stderr).toContain('it takes the path of a file')
  })
})
