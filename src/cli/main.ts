import type { ExitCode } from '../model/index.ts'

export async function main(host: NodeJS.Process): Promise<void> {
  const code: ExitCode = 0
  host.exitCode = code
}
