// Compiles what is written in AssemblyScript to WebAssembly: the decoding kernel and the numerics.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import binaryen from 'assemblyscript/binaryen'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Pages are of 64 KiB. */
const modules = {
  'src/decode/kernel/assembly': {
    outFile: 'dist/decode/kernel/kernel.wasm',
    // Where everything lies is in layout.ts.
    options: ['--enable', 'simd,bulk-memory', '--initialMemory', '260', '--maximumMemory', '260'],
  },
  'src/numerics/assembly': {
    outFile: 'dist/numerics/numerics.wasm',
    // 13 kB instead of 18: here most functions are called a few times, and compiling takes longer than running.
    options: ['--initialMemory', '4', '--shrinkLevel', '1'],
  },
}

/** Throws with the compiler's messages when one does not compile. */
export async function buildAssembly() {
  for (const [folder, { outFile, options }] of Object.entries(modules)) {
    mkdirSync(`${root}${dirname(outFile)}`, { recursive: true })
    const { error, stderr } = await asc.main([
      `${folder}/index.ts`,
      ...['--outFile', outFile, '--baseDir', root],
      ...['--optimizeLevel', '3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      ...options,
    ])
    if (error !== null) throw new Error(`${folder} does not compile\n${stderr.toString()}`)
  }
  writeFileSync(
    `${root}dist/numerics/plain.cjs`,
    inJavaScript(readFileSync(`${root}dist/numerics/numerics.wasm`)),
  )
}

/** The same for engines that cannot run it, as a function of what it imports. */
function inJavaScript(wasm) {
  const module = binaryen.readBinary(wasm)
  module.setFeatures(binaryen.Features.All)
  const lines = module.emitAsmjs().split('\n')
  const body = lines.filter(line => !/^(import|export) /.test(line)).join('\n')
  module.dispose()
  return `'use strict'\nmodule.exports = ({ engine, host }) => {\n${body}\nreturn retasmFunc\n}\n`
}
