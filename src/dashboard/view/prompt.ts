import { displayWidth, sanitise } from '../../text/index.ts'
import { Flag, withFlags } from '../cells/style.ts'
import type { Region } from '../cells/surface.ts'
import type { Prompt } from '../state.ts'
import type { Theme } from '../theme/theme.ts'
import { drawLine, type Line, strong, text } from './line.ts'

export const promptRows = 4

/** The filter being typed, what is wrong with it, and how it could go on. */
export function drawPrompt(prompt: Prompt, region: Region, theme: Theme): void {
  region.fill(' ', theme.ink('text'))
  for (let x = 0; x < region.width; x++) region.set(x, 0, theme.glyphs.horizontal, theme.ink('focus'))
  region.put(2, 0, ' Filter ', theme.strong('focus'))
  drawInput(prompt, region.inner(1, 1, region.width - 2, 1), theme)
  drawLine(region.inner(1, 2, region.width - 2, 1), 0, 0, answer(prompt, theme), theme)
  const last = region.inner(1, 3, region.width - 2, 1)
  const hint = prompt.failure?.hint ?? null
  if (hint === null) drawOptions(prompt, last, theme)
  else drawLine(last, 2, 0, [text(hint, 'dim')], theme)
}

function drawInput(prompt: Prompt, region: Region, theme: Theme): void {
  const lead = region.put(0, 0, '/', theme.strong('accent'))
  const room = region.width - lead - 1
  const before = displayWidth(sanitise(prompt.text.slice(0, prompt.cursor)))
  const skip = Math.max(0, before - room)
  const shown = skip === 0 ? prompt.text : dropColumns(sanitise(prompt.text), skip)
  region.put(lead, 0, shown, theme.ink('text'))
  const { mark } = prompt.failure ?? {}
  const indent = prompt.text.length - prompt.text.trimStart().length
  for (let x = (mark?.from ?? 0) - skip; mark !== undefined && x < mark.to - skip; x++) {
    if (x + indent >= 0)
      region.restyle(lead + x + indent, 0, () => withFlags(theme.ink('bad'), Flag.underline))
  }
  region.restyle(lead + before - skip, 0, style => withFlags(style, Flag.inverse))
}

function dropColumns(value: string, columns: number): string {
  let dropped = 0
  let at = 0
  for (const character of value) {
    if (dropped >= columns) break
    dropped += displayWidth(character)
    at += character.length
  }
  return value.slice(at)
}

function answer(prompt: Prompt, theme: Theme): Line {
  const { failure } = prompt
  if (failure === null) {
    return prompt.text === ''
      ? [text('for example: status >= 500 and duration > 300ms    empty: no filter', 'dim')]
      : []
  }
  return [strong(`${theme.glyphs.bad} `, 'bad'), text(failure.message, 'bad')]
}

function drawOptions(prompt: Prompt, region: Region, theme: Theme): void {
  const options = prompt.completion?.options ?? []
  let x = 0
  for (const [index, option] of options.entries()) {
    const width = displayWidth(option)
    if (x + width > region.width) {
      if (region.width > 0)
        region.put(Math.min(x, region.width - 1), 0, theme.glyphs.ellipsis, theme.ink('dim'))
      return
    }
    const style = theme.ink(index === prompt.chosen ? 'accent' : 'dim')
    x = region.put(x, 0, option, index === prompt.chosen ? withFlags(style, Flag.inverse) : style) + 2
  }
}
