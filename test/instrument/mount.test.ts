import { describe, expect, it } from 'vitest'
import { enter, type Mount, mountTemplate } from '../../src/instrument/middleware/mount.ts'

/** The mounts that a router goes through, each with what `baseUrl` and `params` are then. */
function through(...steps: [url: string, params?: Record<string, unknown>][]): Mount | null {
  return steps.reduce<Mount | null>((mount, [url, params]) => enter(url, params, mount), null)
}
const templateOf = (mount: Mount | null) => (mount === null ? '' : mountTemplate(mount))

describe('the template of a mount', () => {
  it.each<[string, [string, Record<string, unknown>?][], string]>([
    ['without parameters', [['/api', {}]], '/api'],
    ['with one', [['/users/42', { id: '42' }]], '/users/:id'],
    ['encoded', [['/users/a%20b', { id: 'a b' }]], '/users/:id'],
    ['that cannot be decoded', [['/users/%zz', { id: '%zz' }]], '/users/:id'],
    ['with two of the same value', [['/a/7/b/7', { one: '7', two: '7' }]], '/a/:one/b/:two'],
    ['whose value is a word of the path', [['/users/users', { name: 'users' }]], '/users/:name'],
    ['with one that is not there', [['/users', { id: undefined }]], '/users'],
    ['without `params`', [['/users/42']], '/users/42'],
    [
      'in another, whose parameters it does not see',
      [
        ['/users/42', { id: '42' }],
        ['/users/42/posts/7', { post: '7' }],
      ],
      '/users/:id/posts/:post',
    ],
    [
      'in another, whose parameters it sees, too',
      [
        ['/users/posts', { id: 'posts' }],
        ['/users/posts/posts/7', { id: 'posts', post: '7' }],
      ],
      '/users/:id/posts/:post',
    ],
    [
      'beside one that was left',
      [
        ['/users/42', { id: '42' }],
        ['', {}],
        ['/teams/42', { team: '42' }],
      ],
      '/teams/:team',
    ],
    [
      'that a router came back to',
      [
        ['/users/42', { id: '42' }],
        ['/users/42/posts', {}],
        ['/users/42', {}],
      ],
      '/users/:id',
    ],
    [
      'that begins like one that was left',
      [
        ['/user', {}],
        ['/users/42', { id: '42' }],
      ],
      '/users/:id',
    ],
  ])('%s', (_, steps, template) => {
    expect(templateOf(through(...steps))).toBe(template)
  })

  it('is nothing at the top', () => {
    expect(through(['', {}])).toBeNull()
    expect(through(['/a', {}], ['', {}])).toBeNull()
  })
})
