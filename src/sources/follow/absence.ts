import { errnoWords } from '../../model/index.ts'
import type { FollowGroup } from './group.ts'

/** Why a name leads to nothing that can be read, and since when. */
export class Absence {
  /** For people; `null` while there is a file. A short absence is none: renaming and creating are two steps. */
  trouble: string | null = null
  #since: number | null = null
  readonly #group: FollowGroup

  constructor(group: FollowGroup) {
    this.#group = group
  }

  get isNoted(): boolean {
    return this.#since !== null
  }

  /** Long enough to be told, and not told yet. */
  get isDue(): boolean {
    const { now, timing } = this.#group
    return this.trouble === null && this.#since !== null && now() - this.#since > timing.missing
  }

  /** `why`: an error code of the system, or a sentence. */
  note(why: string, was: 'never' | 'gone' | 'open'): void {
    this.#since ??= this.#group.now()
    if (was === 'open' && !this.isDue) return
    const missing = why === 'ENOENT' || why === 'ENOTDIR'
    if (missing) this.trouble = was === 'never' ? 'does not exist yet' : 'was removed or renamed'
    else this.trouble = errnoWords(why) ?? why
  }

  end(): void {
    this.#since = null
    this.trouble = null
  }
}
