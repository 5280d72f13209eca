import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import { AppError, reasonOf, usageError } from '../model/index.ts'
import { nearest } from '../text/index.ts'

export const settingsFile = 'api-metrics.config.json'

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  /** Searched from here upwards. */
  readonly directory: string
  /** The user of this process; `undefined` where there are none. */
  readonly user: number | undefined
}

/**
 * Gives each option that the command line leaves open what a variable or the settings file says of it. A flag
 * beats a variable beats the file. Throws a usage error for an unknown key, a wrong value, and a file found on
 * the way up that is somebody else's: settings can name a command to be run.
 */
export function applySettings(program: Command, command: Command, surroundings: Surroundings): void {
  const { env, directory, user } = surroundings
  const given = program.opts<{ config?: string }>().config ?? env.API_METRICS_CONFIG
  const path = given === undefined ? findUpwards(directory) : resolve(directory, given)
  const settings = path === null ? {} : readSettings(path, given === undefined ? user : undefined)
  const known = new Set([program, ...program.commands].flatMap(each => each.options.map(keyOf)))
  for (const key of Object.keys(settings)) {
    if (known.has(kebab(key))) continue
    const meant = nearest(kebab(key), known)
    throw usageError('unknown setting', {
      place: `"${key}" in ${path}`,
      hint: meant === null ? 'the settings are the long options of the commands' : `did you mean "${meant}"?`,
    })
  }
  const byKey = new Map(Object.entries(settings).map(([key, value]) => [kebab(key), value]))
  for (const owner of new Set([program, command])) {
    for (const option of owner.options) {
      const source = owner.getOptionValueSource(option.attributeName())
      if (option.long === '--config' || (source !== undefined && source !== 'default')) continue
      const variable = `API_METRICS_${keyOf(option).replaceAll('-', '_').toUpperCase()}`
      const text = env[variable]
      const set = (value: unknown, place: string, from: string) =>
        setOption(owner, withoutOf(owner, option, value) ?? option, value, place, from)
      if (text !== undefined && text !== '') set(text, variable, 'env')
      else if (byKey.has(keyOf(option)))
        set(byKey.get(keyOf(option)), `"${keyOf(option)}" in ${path}`, 'config')
    }
  }
}

/** Of `store: false`, the option `--no-store` beside `--store URL`. */
function withoutOf(owner: Command, option: Option, value: unknown): Option | undefined {
  if (value !== false && value !== 'false') return undefined
  return owner.options.find(each => each.negate && each.attributeName() === option.attributeName())
}

/** `max-endpoints`; of `--no-system`, `system`. */
function keyOf(option: Option): string {
  return (option.long ?? '').replace(/^--(no-)?/, '')
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

function findUpwards(directory: string): string | null {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const file = join(at, settingsFile)
    if (existsSync(file)) return file
    if (dirname(at) === at) return null
  }
}

function readSettings(path: string, owner: number | undefined): Record<string, unknown> {
  let text: string
  try {
    const { uid } = statSync(path)
    if (owner !== undefined && uid !== owner && uid !== 0)
      throw usageError('the settings belong to another user', {
        place: path,
        hint: `--config ${path} takes them all the same`,
      })
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (error instanceof AppError) throw error
    throw usageError(`the settings cannot be read: ${reasonOf(error)}`, { place: path })
  }
  let settings: unknown
  try {
    settings = JSON.parse(text)
  } catch (error) {
    throw usageError('the settings are no JSON', { place: `${path}: ${(error as Error).message}` })
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw usageError('the settings are no JSON object', { place: path })
  return settings as Record<string, unknown>
}

const yes = new Set(['1', 'true', 'yes', 'on'])
const no = new Set(['0', 'false', 'no', 'off'])

function setOption(owner: Command, option: Option, value: unknown, place: string, source: string): void {
  try {
    owner.setOptionValueWithSource(option.attributeName(), parsed(option, value), source)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    throw usageError(`a wrong value: ${error.message}`, { place })
  }
}

function parsed(option: Option, value: unknown): unknown {
  if (option.isBoolean() || option.negate) return boolean(value)
  const parse = option.parseArg as ((text: string, before: unknown) => unknown) | undefined
  const one = (each: unknown, before: unknown): unknown => {
    if (typeof each !== 'string' && typeof each !== 'number')
      throw new InvalidArgumentError(`it takes text or a number, not ${JSON.stringify(each)}`)
    return parse === undefined ? String(each) : parse(String(each), before)
  }
  if (!Array.isArray(value)) return one(value, undefined)
  if (value.length === 0) return option.defaultValue
  let all: unknown
  for (const each of value) all = one(each, all)
  if (!Array.isArray(all)) throw new InvalidArgumentError('it takes one value, not a list')
  return all
}

function boolean(value: unknown): boolean {
  const text = String(value).toLowerCase()
  if (yes.has(text)) return true
  if (no.has(text)) return false
  throw new InvalidArgumentError('it takes true or false')
}
