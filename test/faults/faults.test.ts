import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, it } from 'vitest'
import { Room, type Scenario } from './harness/scenario.ts'

const folder = join(import.meta.dirname, 'scenarios')
const rooms: Room[] = []

afterEach(async () => {
  for (const room of rooms.splice(0)) await room.leave()
})

const scenarios = await Promise.all(
  readdirSync(folder).map(async file => {
    const { default: scenario } = (await import(join(folder, file))) as { default: Scenario }
    return { ...scenario, area: file.split('-')[0]! }
  }),
)

for (const kind of ['telling', 'further']) {
  describe(kind, () => {
    for (const { title, area, run, telling = false, seconds = 60 } of scenarios) {
      if (telling !== (kind === 'telling')) continue
      it(`${area}: ${title}`, { timeout: seconds * 1000 }, async () => {
        const room = new Room()
        rooms.push(room)
        await run(room)
      })
    }
  })
}
