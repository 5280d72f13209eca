/** Longer texts are cut: no sane path, agent or message is. */
const longest = 2048
/** Anything but printable ASCII without quote and backslash. */
const special = /[^ !#-[\]-~]/

/** As it stands between the quotes of a JSON string, in ASCII: a byte a character. */
export function escaped(value: string): string {
  const short = value.length > longest ? value.slice(0, longest) : value
  return special.test(short) ? ascii(JSON.stringify(short)).slice(1, -1) : short
}

/** A record as a line, in ASCII. */
export function jsonLine(record: object): string {
  return `${ascii(JSON.stringify(record))}\n`
}

function ascii(json: string): string {
  return json.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
