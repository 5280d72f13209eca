// Publishes a version, or says why not: node scripts/release.js 1.2.3
// Refuses unless the tree is clean, the changelog has the version, and everything is green from a fresh clone.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [version, ...flags] = process.argv.slice(2)
const rehearsal = flags.includes('--dry-run')

function refuse(why, hint) {
  console.error(`release: ${why}${hint === undefined ? '' : `\nhint: ${hint}`}`)
  process.exit(1)
}

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

if (!/^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(version ?? ''))
  refuse('which version?', 'node scripts/release.js 1.2.3 [--dry-run]')
if (git('status', '--porcelain') !== '') refuse('there are changes that are not committed')
if (git('tag', '--list', `v${version}`) !== '') refuse(`v${version} is there already`)
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
if (!changelog.includes(`## ${version} `))
  refuse(`CHANGELOG.md has no "## ${version} – DATE"`, 'turn "## Unreleased" into it')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
if (manifest.version !== version)
  refuse(`package.json says ${manifest.version}`, `npm version --no-git-tag-version ${version}, and commit`)

const clone = mkdtempSync(join(tmpdir(), 'api-metrics-release-'))
try {
  git('clone', '--quiet', root, clone)
  console.log(`release: all suites in ${clone}`)
  const { status } = spawnSync('./.ci/run', { cwd: clone, stdio: 'inherit' })
  if (status !== 0) refuse('not everything is green')
  // What was tested is what is sent: the package is made in the clone.
  const pack = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json'], { cwd: clone, encoding: 'utf8' }),
  )[0]
  console.log(`release: ${pack.filename}, ${pack.entryCount} files, ${pack.unpackedSize} bytes unpacked`)
  if (rehearsal) {
    console.log('release: a rehearsal; nothing was published')
  } else {
    git('tag', '--annotate', `v${version}`, '--message', `v${version}`)
    execFileSync('npm', ['publish', '--ignore-scripts', join(clone, pack.filename)], {
      cwd: root,
      stdio: 'inherit',
    })
    console.log(`release: published; git push --follow-tags sends the tag`)
  }
} finally {
  rmSync(clone, { recursive: true, force: true })
}
