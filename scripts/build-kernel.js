// Compiles the decoding kernel (AssemblyScript, src/decode/kernel/assembly) to WebAssembly.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('..', import.meta.url))
const assembly = 'src/decode/kernel/assembly'
const outFile = 'dist/decode/kernel/kernel.wasm'
/** Pages of 64 KiB; where everything lies is in layout.ts. */
const pages = '193'

/** Throws with the compiler's messages when it does not compile. */
export async function buildKernel() {
  mkdirSync(`${root}${dirname(outFile)}`, { recursive: true })
  const { error, stderr } = await asc.main([
    `${assembly}/index.ts`,
    ...['--outFile', outFile, '--baseDir', root],
    ...['--optimizeLevel', '3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
    ...['--enable', 'simd,bulk-memory', '--initialMemory', pages, '--maximumMemory', pages],
  ])
  if (error !== null) throw new Error(`the kernel does not compile\n${stderr.toString()}`)
}
